# /// submission
# about = "Page: shows HTML, SVG, JavaScript, LaTeX and widgets that would act on a page, by every door."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display

evil = "<script>alert(1)</script><img src=x onerror=alert(1)><iframe src='javascript:alert(1)'></iframe>"
display(HTML(evil), Javascript("alert(1)"), Markdown(f"[link](javascript:alert(1)) {evil}"), Latex(f"\\href{{javascript:x}}{evil}"))
display(SVG(data="<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"))
display({"text/html": evil, "image/svg+xml": evil, "application/javascript": "alert(1)"}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": evil}, "text/plain": evil}, raw=True)
display({"image/png": '"><script>alert(1)</script>', "image/jpeg": "' onerror='alert(1)"}, raw=True)
print(evil)
HTML(evil)
