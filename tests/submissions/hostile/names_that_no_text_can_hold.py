# /// submission
# about = "Write: brings files whose names are bytes that are no text, a line break, markup, and 250 characters long."
# lost = []
# ///

# %% folder
import os

for name in (b"\xff\xfe", b"a\nb", b"<script>alert(1)</script>", b"-rf", b"x" * 250, b"`id`", b"\xe2\x80\xae.txt"):
    try:
        with open(os.path.join(os.fsencode(folder), name.replace(b"/", b"")), "wb") as file:
            file.write(b"x")
    except OSError:
        pass
