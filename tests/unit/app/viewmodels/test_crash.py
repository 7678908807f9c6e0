"""A crash report says where in the program, and nothing a member wrote."""

from pathlib import Path

from app.viewmodels.crash import crash_report

WORDS = "Call me at 555-0142, Mateo"


def raised(fault: BaseException, cause: BaseException | None = None) -> BaseException:
    try:
        raise fault from cause
    except type(fault) as caught:
        return caught


def test_it_names_file_and_function() -> None:
    report = crash_report(raised(RuntimeError("x")))
    assert report.title == "RuntimeError"
    assert "test_crash.py" in report.text
    assert "in raised" in report.text


def test_it_leaves_out_what_the_fault_says() -> None:
    report = crash_report(raised(RuntimeError(WORDS), raised(KeyError(WORDS))))
    assert "555" not in report.text
    assert "Mateo" not in report.text
    assert "KeyError" in report.text


def test_it_keeps_what_is_about_the_program_itself() -> None:
    report = crash_report(raised(AttributeError("'NoneType' object has no attribute 'key'")))
    assert "has no attribute 'key'" in report.text


def test_it_does_not_name_the_folder_of_the_user() -> None:
    report = crash_report(raised(TypeError(f"{Path.home()}/thing")))
    assert str(Path.home()) not in report.text
    assert "~/thing" in report.text
