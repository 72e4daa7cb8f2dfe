"""The window between the two sides of the seal: what may cross it, and how. Both sides use it.

One stream socket joins an examiner to a bench, another one each copy of a bench. A frame is two big-endian 32-bit
numbers (the length of the header, the length of the rest), a JSON object, and raw bytes (`channel`). One frame is under
way at a time. A request has ``op`` and ``id``, the answer repeats the ``id``; while one side waits, it serves what the
other asks (`requests`). `headers` has a type for each of these::

    the examiner asks     op      with                                answer
                          files   files: [[name, size]], bytes        failed: words, where a disk is full
                          written anew, most                          files: [[name, size]], bytes
                          run     code, count                         outputs, updates
                          lookup  names                               found: {name: value, cell, library}, t
                          put     names: {name: source, function or   nothing
                                  value}, t, bytes
                          restore                                     nothing: undoes the last put
                          copy    a socket, beside                    nothing: the copy speaks on that socket
                          ready                                       nothing
                          begin   cells: [[code, count]]              mark, where these can be shared
    either side asks      call    fn, do, args, kwargs, grad, t,      value or error, t, bytes, grad, outputs,
                                  bytes, returned, freed, changed,    changed, world, kept, made_of
                                  dropped, world
                          vjp     graph, wrt, args, t, bytes          value or error, t, bytes

Values are trees of JSON (`values`), some of them in parts (`kinds`, `tables`); tensors and arrays stand in them as
numbers, and ``t`` has their forms, whose bytes follow the header in that order (`arrays`). Lists, dicts and others that
may change in place have numbers, and a message tells of those that its sender has changed (`shared`). The caller lends
its own (`lender`), the side that serves works on copies that last as long as the caller has them (`borrower`), and both
keep in step what either changes (`loans`); ``kept`` are those that something there holds on to, and ``made_of`` tells
of each differentiable result which of them gradients flow to, and what torch calls its last step. A function, a class
and an object cross as a number (`objects`): a function is called through a proxy (`proxies`, `calls`), a class has a
mirror and an object a handle (`mirrors`), of which ``do`` says what is asked (`asking`). A raised exception crosses as
the name of a type, words and lines (`exceptions`). Global names, seeds, what stands in a module's place and what a
process has set are the two sides' ``world`` (`settings`). What cannot cross arrives as a value that equals nothing
(`unseen`, `values.Opaque`).
Whatever is in no such form is a `MalformedMessage`: the side that is trusted then closes the bench.

What a run is asked for and what it comes to are `records`; what can go wrong is one family of `errors`.
"""
