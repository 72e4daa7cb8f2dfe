"""The channel: whole frames, none too large, in time."""

import socket
import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grading.seal.window.channel import Channel
from grading.seal.window.errors import ChannelClosed, ChannelTimeout, MalformedMessage


@pytest.fixture
def ends():
    a, b = socket.socketpair()
    yield Channel(a, 10_000), b
    a.close()
    b.close()


def test_a_frame_arrives_whole(ends):
    channel, raw = ends
    other = Channel(raw, 10_000)
    channel.send({"op": "x", "n": 1}, [b"ab", b"", b"c"])
    header, data = other.recv()
    assert header == {"op": "x", "n": 1}
    assert bytes(data) == b"abc"


def test_a_frame_that_is_too_large_is_not_sent(ends):
    channel, _ = ends
    with pytest.raises(MalformedMessage):
        channel.send({}, [bytes(10_001)])


def test_a_frame_that_claims_too_much_is_refused_at_its_first_bytes(ends):
    channel, raw = ends
    raw.sendall(struct.pack("!II", 5, 2**32 - 1))
    with pytest.raises(MalformedMessage):
        channel.recv(time.monotonic() + 1)


def test_waiting_ends_at_the_deadline_and_can_be_taken_up_again(ends):
    channel, raw = ends
    raw.sendall(struct.pack("!II", 2, 0) + b"{")
    with pytest.raises(ChannelTimeout):
        channel.recv(time.monotonic() + 0.05)
    raw.sendall(b"}")
    assert channel.recv(time.monotonic() + 1)[0] == {}


def test_an_end_that_does_not_read_holds_nobody_up():
    a, b = socket.socketpair()
    with a, b, pytest.raises(ChannelTimeout):
        Channel(a, 1 << 30).send({}, [bytes(1 << 25)], time.monotonic() + 0.2)


def test_a_closed_end_is_noticed(ends):
    channel, raw = ends
    raw.close()
    with pytest.raises(ChannelClosed):
        channel.recv()


@given(data=st.binary(max_size=200))
def test_noise_is_a_frame_or_an_error_of_ours(data):
    a, b = socket.socketpair()
    with a, b:
        b.sendall(data)
        b.shutdown(socket.SHUT_WR)
        try:
            header, _ = Channel(a, 100).recv(time.monotonic() + 1)
            assert isinstance(header, dict)
        except (MalformedMessage, ChannelClosed):
            pass


@pytest.mark.parametrize("head", [b"[]", b"1", b"{", b"\xff", b"[" * 5000, b'{"a":' + b"9" * 5000 + b"}"])
def test_a_header_that_is_no_object_is_malformed(head):
    a, b = socket.socketpair()
    with a, b:
        b.sendall(struct.pack("!II", len(head), 0) + head)
        with pytest.raises(MalformedMessage):
            Channel(a, 10_000).recv(time.monotonic() + 1)
