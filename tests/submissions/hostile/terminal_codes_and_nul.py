# /// submission
# about = "Page: escape sequences that clear the terminal, set its title, hide text, NUL bytes, and text that runs backwards."
# lost = []
# ///

# %% before add_bias_column
import sys

print("\x1b[2J\x1b[H\x1b]0;owned\x07\x1b]8;;http://example.com\x1b\\link\x1b]8;;\x1b\\\x1b[8mhidden\x1b[0m")
print("before\x00after\x08\x7f\x85\u202edlrow\u2066\ufeff", file=sys.stderr)
print("\x1b[38;5;</pre><script>alert(1)</script>m")
raise ValueError("\x1b[31m\x00\u202e</pre><script>alert(1)</script>")
