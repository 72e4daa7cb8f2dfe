# /// submission
# about = "Asks for input, which a run without a person refuses."
# ///

# %% before add_bias_column
name = input("Your name: ")

# %% after add_bias_column
print("Hello", name)
