# /// submission
# about = "Page: comments and strings with signs that turn the order of what is read."
# lost = []
# ///

# %% before add_bias_column
# ‮ full marks ⁦ for this ⁩ one ⁩
hidden = "​⁠﻿"
print("‮everything passed‬")
