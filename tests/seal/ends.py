"""Both ends of a window in one process, through the forms that travel."""

import json

from grading.seal.sandbox.offers import TRUSTED
from grading.seal.window import proxies
from grading.seal.window.calls import Service
from grading.seal.window.objects import BENCH, Exchange, NoWorld, Objects
from grading.seal.window.proxies import Caller, Proxy
from grading.seal.window.shared import OF_ASKING, OF_SERVING, Shared

ROOM = 1 << 22


class Across:
    """A way to a service, without a second process."""

    def __init__(self):
        self.operations = {}
        self.sent = []  # headers

    def request(self, header, buffers=()):
        sent = json.loads(json.dumps(header))
        self.sent.append(sent)
        answer, back = self.operations[sent["op"]](sent, memoryview(b"".join(buffers)))
        return json.loads(json.dumps(answer)), memoryview(b"".join(back))


class Ends:
    """A test's end, which calls, and a bench's, which serves, and calls what it is given."""

    def __init__(self):
        there, self.back = Across(), Across()
        self.bench = Exchange(Shared(OF_SERVING), Objects(BENCH, proxies.make), NoWorld())
        self.test = Exchange(Shared(OF_ASKING), Objects(TRUSTED, proxies.make), NoWorld())
        there.operations = Service(ROOM, self.bench).operations()
        self.back.operations = Service(ROOM, self.test).operations()
        Caller(self.back, ROOM, self.bench)
        self.caller = Caller(there, ROOM, self.test)

    def sealed(self, function):
        """A proxy for a function of the bench's, as a test gets it."""
        return Proxy(self.test.objects, self.bench.objects.offer(function), "f")

    def crossed(self, thing):
        """What a test gets where a notebook has bound a name to this."""
        return self.sealed(lambda: thing)()
