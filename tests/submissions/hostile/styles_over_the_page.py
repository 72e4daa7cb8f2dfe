# /// submission
# about = "Page: HTML whose style covers the page, hides the results and loads a picture from elsewhere."
# lost = []
# ///

# %% before add_bias_column
html = (
    "<style>.grade, h1 { display: none } body { background: url(//example.org/x.png) }</style>"
    "<div style='position:fixed; inset:0; background:white; z-index:9999'>20 of 20</div>"
    "<base href='//example.org'><meta http-equiv='refresh' content='0; url=//example.org'>"
    "<img src=x style='behavior:url(x)' srcset='//example.org/y.png 2x'><a href='&#106;avascript:alert(1)' target=_top>a</a>"
)
display({"text/html": html, "text/plain": "covered"}, raw=True)
