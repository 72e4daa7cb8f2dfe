# /// exercise
# about = "Coroutines that a test awaits."
# ///

# %% solution fetch
import asyncio

async def fetch(name, delay=0.01):
    """Wait, then give the name in capitals."""
    ### BEGIN SOLUTION
    await asyncio.sleep(delay)
    return name.upper()
    ### END SOLUTION

async def fetch_all(names):
    """All of them, at once, in order."""
    ### BEGIN SOLUTION
    return await asyncio.gather(*map(fetch, names))
    ### END SOLUTION

# %% test fetch 2
assert await fetch("a") == "A"
assert await fetch_all(["x", "y"]) == ["X", "Y"]

# %% wrong no_capitals: 0
import asyncio
async def fetch(name, delay=0.01):
    return name
async def fetch_all(names):
    return [await fetch(name) for name in names]

# %% wrong not_async: 0
def fetch(name, delay=0.01):
    return name.upper()
def fetch_all(names):
    return [name.upper() for name in names]
