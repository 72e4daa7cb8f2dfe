# /// submission
# about = "Page: image data that is HTML, is not base64, is a list, is 50 MB, or has metadata of its own."
# lost = []
# ///

# %% before add_bias_column
from IPython.display import Image, display

display({"image/png": ["<script>", "alert(1)"], "text/plain": "list"}, raw=True)
display({"image/png": "x" * (50 << 20), "text/plain": "long"}, raw=True)
display({"image/png": "<svg onload=alert(1)>"}, metadata={"image/png": {"width": "1' onload='alert(1)"}}, raw=True)
display(Image(url="http://example.com/x.png"))
display({"image/svg+xml": "<svg><script>alert(1)</script></svg>", "<script>": "<script>", "text/plain": 7}, raw=True)
