"""Makes V4L2 cameras out of software: run by the system's Python, which has umockdev; commands come on stdin.

`plug NAME SERIAL PORT NODE LUMA` adds a camera of one grey; `unplug NODE` takes it away under whoever reads it;
`mode NODE ok|busy|silent|metadata|raw` makes it serve, be busy for who asks anew, give no more pictures, or be no
camera at all; `rights NODE all|none` says who may open it. Words are parted by tabs. The first line of the
answers is the folder for UMOCKDEV_DIR; each command is answered by the monotonic time at which it was done.
"""

from __future__ import annotations

import errno
import importlib
import mmap
import os
import struct
import sys
import time
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, RATE = 320, 240, 30
SIZE = WIDTH * HEIGHT * 2
STRIDE = -(-SIZE // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
BUFFERS = 4
YUYV = int.from_bytes(b"YUYV", "little")
STREAMING_CAPTURE, METADATA_CAPTURE, RAW_CAPTURE = 0x04200001, 0x04A00000, 0x24200001
BAR = 16

# Numbers of the requests in videodev2.h.
QUERY_CAPABILITIES, ENUMERATE_FORMATS, GET_FORMAT, SET_FORMAT, REQUEST_BUFFERS, QUERY_BUFFER = (
    0,
    2,
    4,
    5,
    8,
    9,
)
QUEUE_BUFFER, TAKE_BUFFER, STREAM_ON, STREAM_OFF, GET_RATE, SET_RATE, TRY_FORMAT = 15, 17, 18, 19, 21, 22, 64
ENUMERATE_SIZES, ENUMERATE_RATES = 74, 75


class Refusal(Exception):
    """What the driver answers instead: an errno."""


class Camera:
    """One node: what its driver knows, and the memory that it shares with its reader."""

    def __init__(self, name: str, memory: Path, luma: int) -> None:
        self.name = name
        self.mode = "ok"
        self._memory = memory
        self._pictures = [self._picture(luma, bar) for bar in range(WIDTH // BAR)]
        self._queued: list[int] = []
        self._taken = 0
        self._due = 0.0
        self._is_streaming = False
        self._answers = {
            QUERY_CAPABILITIES: self._say_capabilities,
            ENUMERATE_FORMATS: self._say_format,
            GET_FORMAT: self._set_format,
            SET_FORMAT: self._set_format,
            TRY_FORMAT: self._set_format,
            ENUMERATE_SIZES: self._say_size,
            ENUMERATE_RATES: self._say_rate,
            GET_RATE: self._set_rate,
            SET_RATE: self._set_rate,
            REQUEST_BUFFERS: self._request_buffers,
            QUERY_BUFFER: self._query_buffer,
            QUEUE_BUFFER: self._queue_buffer,
            TAKE_BUFFER: self._take_buffer,
            STREAM_ON: self._begin,
            STREAM_OFF: self._end,
        }

    def answer(self, request: int, value: bytearray) -> None:
        """Fills in what the driver says, or raises Refusal."""
        if self.mode == "gone":
            raise Refusal(errno.ENODEV)
        number = request & 0xFF
        if request >> 8 & 0xFF != ord("V") or number not in self._answers:
            raise Refusal(errno.ENOTTY)
        if self.mode == "busy" and number in (SET_FORMAT, REQUEST_BUFFERS):
            raise Refusal(errno.EBUSY)
        self._answers[number](value)

    def closed(self) -> None:
        """As the kernel does when the reader is gone without a word."""
        self._is_streaming = False

    @staticmethod
    def _picture(luma: int, bar: int) -> bytes:
        row = bytearray(bytes((luma, 128)) * WIDTH)
        row[bar * BAR * 2 : (bar + 1) * BAR * 2] = bytes((255 - luma, 128)) * BAR
        return bytes(bytes((luma, 128)) * WIDTH * (HEIGHT - BAR) + row * BAR)

    def _say_capabilities(self, value: bytearray) -> None:
        card, bus = self.name.encode(), b"usb-software-1"
        what = {"metadata": METADATA_CAPTURE, "raw": RAW_CAPTURE}.get(self.mode, STREAMING_CAPTURE)
        struct.pack_into("<16s32s32sIII", value, 0, b"uvcvideo", card, bus, 0x060100, what | 0x80000000, what)

    def _say_format(self, value: bytearray) -> None:
        (index,) = struct.unpack_from("<I", value)
        if index:
            raise Refusal(errno.EINVAL)
        struct.pack_into("<I32sI", value, 8, 0, b"YUYV 4:2:2", YUYV)

    def _set_format(self, value: bytearray) -> None:
        """Whatever was asked for, this is what there is."""
        struct.pack_into("<IIIIIII", value, 8, WIDTH, HEIGHT, YUYV, 1, WIDTH * 2, SIZE, 8)

    def _say_size(self, value: bytearray) -> None:
        index, pixels = struct.unpack_from("<II", value)
        if index or pixels != YUYV:
            raise Refusal(errno.EINVAL)
        struct.pack_into("<III", value, 8, 1, WIDTH, HEIGHT)

    def _say_rate(self, value: bytearray) -> None:
        (index,) = struct.unpack_from("<I", value)
        if index:
            raise Refusal(errno.EINVAL)
        struct.pack_into("<III", value, 16, 1, 1, RATE)

    def _set_rate(self, value: bytearray) -> None:
        struct.pack_into("<IIII", value, 4, 0x1000, 0, 1, RATE)

    def _request_buffers(self, value: bytearray) -> None:
        (count,) = struct.unpack_from("<I", value)
        if self._is_streaming:
            raise Refusal(errno.EBUSY)
        struct.pack_into("<I", value, 0, min(count, BUFFERS))
        self._queued = []

    def _query_buffer(self, value: bytearray) -> None:
        (index,) = struct.unpack_from("<I", value)
        if index >= BUFFERS:
            raise Refusal(errno.EINVAL)
        struct.pack_into("<IQI", value, 60, 1, index * STRIDE, SIZE)

    def _queue_buffer(self, value: bytearray) -> None:
        self._queued.append(struct.unpack_from("<I", value)[0])

    def _begin(self, value: bytearray) -> None:
        self._is_streaming = True
        self._due = time.monotonic()

    def _end(self, value: bytearray) -> None:
        self._is_streaming = False
        self._queued = []

    def _take_buffer(self, value: bytearray) -> None:
        """A plain file is always ready to be read, so the pace is kept here: too early is "try again"."""
        if self.mode == "silent" or not self._queued:
            time.sleep(0.05)
            raise Refusal(errno.EAGAIN)
        self._due = max(self._due + 1 / RATE, time.monotonic() - 1)
        time.sleep(max(0.0, self._due - time.monotonic()))
        index = self._queued.pop(0)
        with open(
            self._memory, "r+b"
        ) as file:  # not kept open: who is busy with the node is told by open files
            file.seek(index * STRIDE)
            file.write(self._pictures[self._taken % len(self._pictures)])
        self._taken += 1
        now = time.monotonic()
        struct.pack_into("<IIII", value, 0, index, 1, SIZE, 0x2001)
        struct.pack_into("<qq", value, 24, int(now), int(now % 1 * 1e6))
        struct.pack_into("<IIQI", value, 56, self._taken, 1, index * STRIDE, SIZE)


class Testbed:
    """The folder in which /dev and /sys are made up."""

    def __init__(self) -> None:
        gi: Any = importlib.import_module("gi")
        gi.require_version("UMockdev", "1.0")
        self._mock: Any = importlib.import_module("gi.repository.UMockdev")
        self._bed: Any = self._mock.Testbed.new()
        self.folder = Path(self._bed.get_root_dir())
        self.folder.chmod(0o755)  # whoever may not open a node still finds it
        (self.folder / "dev").mkdir(exist_ok=True)
        (self.folder / "sys" / "devices").mkdir(parents=True, exist_ok=True)
        self._plugged: dict[int, tuple[Camera, list[str], Any]] = {}

    def plug(self, name: str, serial: str, port: str, node: int, luma: int) -> None:
        """A USB device, its interface, and the node of its pictures."""
        memory = self.folder / f"video{node}.{time.monotonic_ns()}.memory"
        memory.write_bytes(bytes(STRIDE * BUFFERS))
        os.chmod(memory, 0o1666)  # Qt and umockdev take a file with this bit for a device
        ids = ["idVendor", "1209", "idProduct", "0001", "product", name]
        usb = self._bed.add_device(
            "usb",
            port,
            None,
            [*ids, *(["serial", serial] if serial != "-" else [])],
            ["DEVTYPE", "usb_device"],
        )
        interface = self._bed.add_device("usb", f"{port}:1.0", usb, [], ["DEVTYPE", "usb_interface"])
        picture = self._bed.add_device(
            "video4linux",
            f"video{node}",
            interface,
            ["name", f"{name}: {name}"[:31], "index", "0", "dev", f"81:{node}"],
            ["DEVNAME", f"/dev/video{node}", "MAJOR", "81", "MINOR", str(node)],
        )
        self._bed.set_attribute_link(picture, "device", os.path.relpath(interface, picture))
        place = self.folder / "dev" / f"video{node}"
        place.unlink(missing_ok=True)
        camera = Camera(name, memory, luma)
        handler = self._handler(camera)
        self._bed.attach_ioctl(f"/dev/video{node}", handler)
        place.symlink_to(memory)
        self._plugged[node] = (camera, [picture, interface, usb], handler)

    def unplug(self, node: int) -> None:
        """The node is gone, and who has it open is told so."""
        camera, devices, _ = self._plugged.pop(node)
        camera.mode = "gone"
        (self.folder / "dev" / f"video{node}").unlink()
        self._bed.detach_ioctl(f"/dev/video{node}")
        for device in devices:
            self._bed.remove_device(device)

    def set_mode(self, node: int, mode: str) -> None:
        """How it serves from now on."""
        self._plugged[node][0].mode = mode

    def set_rights(self, node: int, who: str) -> None:
        """Who may open it. What umockdev itself talks through is always open: that is no part of the device."""
        for way in (self.folder / "ioctl").rglob("*"):
            way.chmod(0o777)
        (self.folder / "dev" / f"video{node}").chmod({"all": 0o1666, "none": 0o1000}[who])

    def _handler(self, camera: Camera) -> Any:
        handler = self._mock.IoctlBase()
        streamers = set()

        def vanish(_: object, client: Any) -> None:
            if client in streamers:
                streamers.discard(client)
                camera.closed()

        def handle(_: object, client: Any) -> bool:
            request = client.get_request() & 0xFFFFFFFF
            if request & 0xFF == STREAM_ON:
                streamers.add(client)
            try:
                argument = client.get_arg().resolve(0, request >> 16 & 0x3FFF)
                value = bytearray(argument.retrieve())
                camera.answer(request, value)
                argument.update(0, bytes(value))
                client.complete(0, 0)
            except Refusal as refusal:
                client.complete(-1, refusal.args[0])
            return True

        handler.connect("handle-ioctl", handle)
        handler.connect("client-vanished", vanish)
        return handler


def main() -> None:
    """Serves until stdin ends; the folder goes with the testbed."""
    bed = Testbed()
    sys.stdout.write(f"{bed.folder}\n")
    sys.stdout.flush()
    for line in sys.stdin:
        command, *words = line.rstrip("\n").split("\t")
        if command == "plug":
            name, serial, port, node, luma = words
            bed.plug(name, serial, port, int(node), int(luma))
        elif command == "unplug":
            bed.unplug(int(words[0]))
        elif command == "rights":
            bed.set_rights(int(words[0]), words[1])
        elif command == "mode":
            bed.set_mode(int(words[0]), words[1])
        sys.stdout.write(f"{time.monotonic()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
    os._exit(0)  # the threads of umockdev wait for clients that do not come any more
