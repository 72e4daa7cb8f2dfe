# /// submission
# about = "Page: markup in the code itself: names, strings, cell magics, headings in Markdown, metadata."
# lost = []
# ///

# %% before add_bias_column
"</pre></div><script>alert(1)</script><style>body{display:none}</style>"

# %% folder
import nbformat

evil = "</h2><script>alert(1)</script><img src=x onerror=alert(1)>"
notebook.cells[:0] = [
    nbformat.v4.new_markdown_cell(f"## {evil}\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))"),
    nbformat.v4.new_raw_cell("<script>alert(1)</script>", metadata={"format": "text/html"}),
    nbformat.v4.new_code_cell("%%html\n<script>alert(1)</script>"),
    nbformat.v4.new_code_cell("%%javascript\nalert(1)"),
    nbformat.v4.new_code_cell("%%svg\n<svg onload='alert(1)'></svg>"),
]
notebook.metadata["title"] = evil
notebook.metadata.setdefault("kernelspec", {})["display_name"] = evil
nbformat.write(notebook, path)
