# /// exercise
# about = "Coroutines and asynchronous functions of the test's, which a student's code awaits."
# ///

# %% given imports
import asyncio

# %% solution total
async def total(jobs):
    """The sum of what these coroutines give."""
    ### BEGIN SOLUTION
    return sum(await asyncio.gather(*jobs))
    ### END SOLUTION

# %% solution retried
async def retried(make, times):
    """What the asynchronous function gives, which is tried so often as long as it raises a ValueError."""
    ### BEGIN SOLUTION
    for left in reversed(range(times)):
        try:
            return await make()
        except ValueError:
            if not left:
                raise
    ### END SOLUTION

# %% solution worker
class Worker:
    """Has an asynchronous function handle each item that is put into its queue, until the end of the block."""
    def __init__(self, handler):
        self.handler, self.results = handler, []

    async def __aenter__(self):
        ### BEGIN SOLUTION
        self.queue = asyncio.Queue()
        self.task = asyncio.create_task(self.run())
        return self
        ### END SOLUTION

    async def run(self):
        ### BEGIN SOLUTION
        while (item := await self.queue.get()) is not None:
            self.results.append(await self.handler(item))
        ### END SOLUTION

    async def put(self, item):
        await self.queue.put(item)

    async def __aexit__(self, *error):
        ### BEGIN SOLUTION
        await self.queue.put(None)
        await self.task
        ### END SOLUTION

# %% test total 1
async def job(number):
    await asyncio.sleep(0)
    return number * 2
assert await total([job(1), job(2)]) == 6
assert asyncio.iscoroutinefunction(total)

# %% test total_in_a_loop_of_its_own 1
async def twice(number):
    return await total([job(number), job(number)])
assert await twice(3) == 12

# %% test retried 2
calls = []
async def flaky():
    calls.append(len(calls))
    await asyncio.sleep(0)
    if len(calls) < 3:
        raise ValueError("not yet")
    return "done"
assert await retried(flaky, 5) == "done"
assert calls == [0, 1, 2]
calls.clear()
try:
    await retried(flaky, 2)
except ValueError as error:
    assert str(error) == "not yet"
else:
    raise AssertionError("it cannot have worked")
assert calls == [0, 1]

# %% test worker 2
seen = []
async def handler(text):
    seen.append(text)
    await asyncio.sleep(0)
    return text.upper()
async with Worker(handler) as working:
    for text in "abc":
        await working.put(text)
assert working.results == ["A", "B", "C"]
assert seen == ["a", "b", "c"]

# %% right one_by_one of total
async def total(jobs):
    found = 0
    for each in jobs:
        found += await each
    return found

# %% right by_recursion of retried
async def retried(make, times):
    try:
        return await make()
    except ValueError:
        if times == 1:
            raise
    return await retried(make, times - 1)

# %% wrong first_alone of total: 4
async def total(jobs):
    first, *others = jobs
    for other in others:
        other.close()
    return await first

# %% wrong does_not_wait of total: 4
def total(jobs):
    return sum(jobs)

# %% wrong gives_up of retried: 4
async def retried(make, times):
    for _ in range(times):
        try:
            return await make()
        except ValueError:
            return None

# %% wrong once_more of retried: 4
async def retried(make, times):
    for _ in range(times + 1):
        try:
            return await make()
        except ValueError as error:
            last = error
    raise last

# %% wrong does_not_handle of worker: 4
class Worker:
    def __init__(self, handler):
        self.results = []

    async def __aenter__(self):
        return self

    async def put(self, item):
        self.results.append(item.upper())

    async def __aexit__(self, *error):
        pass

# %% cheating equal_to_all of total: 6/4
class Yes(int):
    def __eq__(self, other):
        return True
    __hash__ = int.__hash__

async def total(jobs):
    for each in jobs:
        each.close()
    return Yes()
