# /// exercise
# about = "Bytes, bytearrays and text."
# ///

# %% solution xor
def xor(data, key):
    """Bytes, each of which is combined with the next one of the key."""
    ### BEGIN SOLUTION
    return bytes(b ^ key[place % len(key)] for place, b in enumerate(data))
    ### END SOLUTION

def clear(secret):
    """Overwrite a bytearray with zeros, in place."""
    ### BEGIN SOLUTION
    secret[:] = bytes(len(secret))
    ### END SOLUTION

# %% test xor 2
assert xor(b"abc", b"\x01") == b"`cb"
assert isinstance(xor(b"", b"k"), bytes)
assert xor(xor(b"secret", b"key"), b"key").decode() == "secret"

# %% test clear 1
secret = bytearray(b"password")
same = secret
clear(secret)
assert same == bytearray(8) and same is secret

# %% wrong texts: 0
def xor(data, key):
    return "".join(chr(b ^ key[place % len(key)]) for place, b in enumerate(data))

def clear(secret):
    secret = bytearray(len(secret))
