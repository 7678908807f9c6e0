"""Cameras have keys that outlive their numbers, names that differ from their twins', and are never mixed up."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.camera import devices_linux, devices_macos, devices_windows
from app.camera.devices_macos import Device
from app.camera.devices_windows import Listed
from app.camera.facts import CameraFacts, different_names, find_camera, placed, tidy_name
from app.camera.info import CameraInfo

WEBCAM = r"\\?\usb#vid_046d&pid_0825&mi_00#6&2cd2d86&0&0000#{65e8773d-8f56-11d0-a3b9-00a0c9223196}\global"
SAME_IN_DIRECT_SHOW = WEBCAM.replace("65e8773d", "e5323777").upper()
TWIN = WEBCAM.replace("2cd2d86", "99999")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("HD Webcam C525", "HD Webcam C525"),
        ("HD Webcam: HD Webcam", "HD Webcam"),
        ("Integrated Camera: Integrated C", "Integrated Camera"),
        ("Logitech: Brio", "Logitech: Brio"),
        ("  two\tspaces  \x00", "two spaces"),
        ("turned \u202eround", "turned round"),
        ("", ""),
    ],
)
def test_a_name_is_said_once_and_holds_nothing_invisible(told: str, name: str) -> None:
    assert tidy_name(told) == name


def facts(
    key: str = "k", name: str = "Cam", *, place: str = "", port: str = "", serial: str = ""
) -> CameraFacts:
    return CameraFacts(key, name, place, port, serial)


def test_only_twins_get_a_mark() -> None:
    assert different_names([facts(name="One"), facts(name="Other")]) == ["One", "Other"]
    assert different_names([facts(serial="XXAAA1"), facts(serial="XXBBB2"), facts(name="Other")]) == [
        "Cam (AAA1)",
        "Cam (BBB2)",
        "Other",
    ]
    assert different_names([facts(serial="1", port="2"), facts(serial="1", port="3.1")]) == [
        "Cam (port 2)",
        "Cam (port 3.1)",
    ]
    assert different_names([facts(), facts()]) == ["Cam (1)", "Cam (2)"]
    assert different_names([CameraFacts("k", "", index=2)]) == ["Camera 3"]


def test_the_twin_that_stays_does_not_take_the_key_of_the_one_that_goes() -> None:
    ambiguous: set[str] = set()
    here, there = facts("usb:1:2:0001#0", place="a/1"), facts("usb:1:2:0001#0", place="a/2")
    assert [camera.key for camera in placed([here], ambiguous)] == ["usb:1:2:0001#0"]
    assert [camera.key for camera in placed([here, there], ambiguous)] == [
        "usb:1:2:0001@a/1#0",
        "usb:1:2:0001@a/2#0",
    ]
    assert [camera.key for camera in placed([there], ambiguous)] == ["usb:1:2:0001@a/2#0"]


def listed(*keys: str) -> list[CameraInfo]:
    return [CameraInfo(key, key, n, "V4L2") for n, key in enumerate(keys)]


@pytest.mark.parametrize(
    ("keys", "remembered", "found"),
    [
        (["usb:1:2:A#0", "usb:1:2:B#0"], "usb:1:2:B#0", "usb:1:2:B#0"),
        (["usb:1:2:A#0"], "usb:1:2:B#0", None),
        (["usb:1:2:A#0"], "usb:1:2:A#2", None),
        # Alone after another start, where nothing says that it has a twin:
        (["usb:1:2:A#0"], "usb:1:2:A@a/1#0", "usb:1:2:A#0"),
        (["usb:1:2:A@a/1#0", "usb:1:2:A@a/2#0"], "usb:1:2:A@a/2#0", "usb:1:2:A@a/2#0"),
        # The twin is there, and it is not the one:
        (["usb:1:2:A@a/1#0"], "usb:1:2:A@a/2#0", None),
        (["usb:1:2:A@a/1#0", "usb:1:2:A@a/2#0"], "usb:1:2:A#0", None),
        # Without a serial the port is all there is:
        (["usb:1:2@a/1#0"], "usb:1:2@a/2#0", None),
        ([], "usb:1:2:A#0", None),
    ],
)
def test_a_remembered_camera_is_found_or_none_is(keys: list[str], remembered: str, found: str | None) -> None:
    camera = find_camera(listed(*keys), remembered)
    assert (camera.key if camera else None) == found


@pytest.fixture
def sys_folder(tmp_path: Path) -> Path:
    """A /sys with nothing in it."""
    (tmp_path / "class" / "video4linux").mkdir(parents=True)
    (tmp_path / "devices").mkdir()
    return tmp_path


def add_node(sys_folder: Path, node: int, below: str, index: str = "0", **usb: str) -> None:
    """/sys as the kernel makes it for a node below this device; `usb` are the attributes of the device above."""
    device = sys_folder / "devices" / below
    (device / "video4linux" / f"video{node}").mkdir(parents=True)
    for name, value in usb.items():
        (device.parent / name).write_text(f"{value}\n")
    place = device / "video4linux" / f"video{node}"
    (place / "index").write_text(f"{index}\n")
    (place / "device").symlink_to("../..")
    (sys_folder / "class" / "video4linux" / f"video{node}").symlink_to(
        os.path.relpath(place, sys_folder / "class" / "video4linux")
    )


PCI = "pci0000:00/0000:00:14.0"


def test_on_linux_a_usb_camera_is_its_maker_model_and_serial(sys_folder: Path) -> None:
    add_node(sys_folder, 4, f"{PCI}/usb1/1-2/1-2:1.0", idVendor="046d", idProduct="0825", serial="A#1:2@3")
    camera = devices_linux.facts_of(4, "Webcam", sys_folder)
    assert camera.key == "usb:046d:0825:A_1_2_3#0"
    assert (camera.port, camera.place) == ("2", f"{PCI}/2")


def test_on_linux_a_camera_without_serial_is_its_port_whatever_number_the_bus_has(sys_folder: Path) -> None:
    add_node(sys_folder, 0, f"{PCI}/usb1/1-2/1-2.4/1-2.4:1.0", idVendor="046d", idProduct="0825")
    add_node(sys_folder, 1, f"{PCI}/usb3/3-2/3-2.4/3-2.4:1.0", idVendor="046d", idProduct="0825")
    first, second = (devices_linux.facts_of(node, "Webcam", sys_folder) for node in (0, 1))
    assert first.key == second.key == f"usb:046d:0825@{PCI}/2/2.4#0"
    assert first.port == "2.4"


def test_on_linux_other_cameras_are_their_place_or_their_name(sys_folder: Path) -> None:
    add_node(sys_folder, 0, "platform/soc/fe801000.csi", index="1")
    assert devices_linux.facts_of(0, "unicam", sys_folder).key == "bus:platform/soc/fe801000.csi#1"
    (sys_folder / "class" / "video4linux" / "video7").mkdir()
    assert devices_linux.facts_of(7, "Loopback", sys_folder).key == "name:Loopback#0"


def test_on_linux_a_node_that_can_not_be_asked_counts_only_as_the_first_of_its_device(
    sys_folder: Path, tmp_path: Path
) -> None:
    add_node(sys_folder, 0, f"{PCI}/usb1/1-2/1-2:1.0")
    add_node(sys_folder, 1, f"{PCI}/usb1/1-3/1-3:1.0", index="1")
    dev = tmp_path / "dev"
    assert devices_linux.is_picture_node(0, dev, sys_folder)
    assert not devices_linux.is_picture_node(1, dev, sys_folder)


def test_on_linux_a_glance_changes_with_the_nodes_and_their_rights(tmp_path: Path) -> None:
    seen = [devices_linux.glance(tmp_path)]
    node = tmp_path / "video0"
    changes: tuple[Callable[[], None], ...] = (node.touch, partial(node.chmod, 0o600), node.unlink)
    for change in changes:
        change()
        seen.append(devices_linux.glance(tmp_path))
        assert seen[-1] != seen[-2]
    (tmp_path / "video0.lock").touch()
    assert devices_linux.glance(tmp_path) == seen[-1] == seen[0]


def test_on_windows_a_camera_of_both_interfaces_is_one() -> None:
    first = [Listed(0, "Webcam", WEBCAM), Listed(1, "Other", TWIN)]
    second = [Listed(0, "OBS Virtual Camera", ""), Listed(1, "Webcam", SAME_IN_DIRECT_SHOW)]
    webcam, other, software = devices_windows.cameras(first, second, set())
    assert (webcam.backend, webcam.index, webcam.spare) == ("MSMF", 0, ("DSHOW", 1))
    assert (other.name, other.spare) == ("Other", None)
    assert (software.name, software.backend, software.index) == ("OBS Virtual Camera", "DSHOW", 0)
    assert webcam.key == r"\\?\usb#vid_046d&pid_0825&mi_00#6&2cd2d86&0&0000|Webcam"


def test_on_windows_twins_differ_by_their_paths_and_else_by_their_turn() -> None:
    ambiguous: set[str] = set()
    twins = devices_windows.cameras([Listed(0, "Cam", WEBCAM), Listed(1, "Cam", TWIN)], [], ambiguous)
    assert [camera.name for camera in twins] == ["Cam (1)", "Cam (2)"]
    assert len({camera.key for camera in twins}) == 2
    blind = devices_windows.cameras([], [Listed(0, "Cam", ""), Listed(1, "Cam", "")], ambiguous)
    assert len({camera.key for camera in blind}) == 2


def test_on_macos_the_index_is_the_rank_of_the_unique_id() -> None:
    phone, built_in = Device("B-phone", "Phone"), Device("0x1410", "FaceTime HD")
    cameras = devices_macos.cameras([phone, built_in])
    assert [(camera.key, camera.index, camera.backend) for camera in cameras] == [
        ("0x1410", 0, "AVFOUNDATION"),
        ("B-phone", 1, "AVFOUNDATION"),
    ]
