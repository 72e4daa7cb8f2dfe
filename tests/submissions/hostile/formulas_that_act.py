# /// submission
# about = "Page: formulas with commands that open addresses, load classes and repeat themselves without end."
# lost = []
# ///

# %% before add_bias_column
formula = (
    "$$\\href{javascript:alert(1)}{x} \\class{grade}{y} \\style{position:fixed}{z} \\require{html} "
    "\\def\\x{\\x\\x}\\x \\unicode{x3C}script> </script><script>alert(1)</script>$$"
)
display({"text/latex": formula, "text/markdown": formula, "text/plain": "formula"}, raw=True)
