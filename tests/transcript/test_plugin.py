"""The pytest plugin in somebody else's project."""

import sys

import pytest

pytest_plugins = ["pytester"]

PASSES = "mail.example.com> whoami\n...\nmail.example.com> quit\n"
FAILS = "mail.example.com> whoami\n\nUsername: root\n"


def test_a_dropped_file_is_a_test_on_each_front(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("whoami.transcript").write_text(PASSES)
    result = pytester.runpytest_inprocess("-v", "-p", "no:cacheprovider")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(
        [f"whoami.transcript::{front} PASSED*" for front in ("direct", "plain", "tty", "ssh")]
    )


def test_the_fronts_can_be_chosen(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("whoami.transcript").write_text(PASSES)
    pytester.path.joinpath("ssh.transcript").write_text('+++\nfronts = ["ssh"]\n+++\n' + PASSES)
    pytester.makeini("[pytest]\ntranscript_fronts = direct plain\n")
    pytester.runpytest_inprocess().assert_outcomes(passed=2)


def test_a_failure_shows_the_difference_and_no_traceback(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("whoami.transcript").write_text(FAILS)
    result = pytester.runpytest_inprocess("-o", "transcript_fronts=direct")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["*whoami.transcript, line 3: the output is not what the file shows", "-Username: root"]
    )
    result.stdout.no_fnmatch_line("*Traceback*")


def test_a_broken_file_is_an_error_with_its_line(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("x.transcript").write_text("+++\nrow = 1\n+++\n")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*x.transcript: line 2: in the header: there is no setting `row`"])


def test_files_are_updated_on_demand(pytester: pytest.Pytester) -> None:
    file = pytester.path.joinpath("whoami.transcript")
    file.write_text(FAILS)
    result = pytester.runpytest_inprocess("--transcript-update")
    result.assert_outcomes(passed=4)
    result.stdout.fnmatch_lines(["whoami.transcript: rewritten"])
    assert "Username: admin\n" in file.read_text()
    pytester.runpytest_inprocess().assert_outcomes(passed=4)


def test_the_fixtures_are_there(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.appliance(seed=5)
        def test_it(appliance):
            assert "Model" in appliance.run("version")
        """
    )
    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)


def test_importing_the_plugin_loads_nothing_of_ours(pytester: pytest.Pytester) -> None:
    code = (
        "import sys, pytest, esatui.transcript.plugin\n"
        "print(*sorted(m for m in sys.modules if m.startswith(('esatui', 'state'))))\n"
        "print(*{'asyncssh', 'cryptography', 'msgspec', 'prompt_toolkit'} & set(sys.modules))"
    )
    result = pytester.run(sys.executable, "-c", code)
    assert result.outlines == ["esatui esatui.transcript esatui.transcript.plugin", ""]
