"""Denials of what a trigger tells of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from multipolar.linking.denials import ACT, PART, denial


def read(quote, trigger):
    return denial(quote, quote.find(trigger), trigger)


@pytest.mark.parametrize(
    ("quote", "trigger"),
    [
        ("The ministry denied that the town had been shelled.", "shelled"),
        ("Officials refuted claims that the envoy was poisoned before his flight.", "poisoned"),
        ("The army dismissed reports of a massacre as propaganda.", "massacre"),
        ("Paris denied the use of such weapons.", "use"),
        ("Aviation chief denies missile hit plane", "hit"),
        ("Rights groups said a student had died, which the police denied.", "died"),
        ("Insurgents said they shot down a jet, a claim denied by the army.", "shot down"),
        ("Reports that five soldiers were killed are denied by the general.", "killed"),
        ("India accuses Chile of arming the rebels; Santiago denies it.", "arming"),
        ("The speaker said that his troops had never fired on the crowd.", "fired"),
        ("The ministry said the bridge was damaged but not destroyed.", "destroyed"),
        ("A spokeswoman insisted that the guards did not beat anybody.", "beat"),
    ],
)
def test_an_act_is_denied(quote, trigger):
    assert read(quote, trigger) == ACT


@pytest.mark.parametrize(
    ("quote", "trigger"),
    [
        ("The army on Monday denied bombing the mill.", "bombing"),
        ("The rebels deny any involvement in the attack.", "attack"),
        ("Kenya refuted the charges that it was behind the assault.", "assault"),
        ("The premier denied having sent the gunmen.", "sent"),
        ("Brazil again denied that its troops had helped the rebels.", "helped"),
        ("The party said it had nothing to do with the bombing.", "bombing"),
        ("The group says that it was not responsible for the attack.", "attack"),
    ],
)
def test_somebody_denies_his_part(quote, trigger):
    assert read(quote, trigger) == PART


@pytest.mark.parametrize(
    ("quote", "trigger"),
    [
        ("The parliament postponed the vote on the impeachment.", "impeachment"),
        ("The advance has been stopped, the general said.", "advance"),
        ("The minister said his country will not cut relations.", "cut relations"),
        ("The amnesty does not apply to officers.", "amnesty"),
        ("The coup is reversed.", "coup"),
        ("Fighters entered the town without firing a shot.", "firing"),
        ("The two had not yet shaken hands, she said.", "shaken hands"),
        ("He said he did not endorse her until July.", "endorse"),
        ("He contended that he would have died had he not been armed.", "died"),
        ("The president rejects the resignation of his premier.", "resignation"),
        ("A judge denies bail to a man accused of killing six.", "killing"),
        ("She was denied entry after the attack.", "attack"),
        ("The law punishes anyone who denies the massacre.", "massacre"),
        ("The ministry stopped denying the torture.", "torture"),
        ("The ministry denied any intent to strike the port.", "strike"),
        ("The premier denied being aware of a company paying bribes.", "paying"),
        ("Ukraine denies the claim and accuses Russia of shelling the town.", "shelling"),
        ("The court dismisses charges against a man accused of torture.", "torture"),
        ("Police broke up the demonstration within half an hour.", "demonstration"),
    ],
)
def test_what_ended_or_is_not_to_be_is_not_denied(quote, trigger):
    assert read(quote, trigger) is None


def test_a_trigger_that_does_not_stand_there_is_not_denied():
    assert denial("The army denied the attack.", -1, "attack") is None


@given(st.text(max_size=200), st.integers(-1, 200))
def test_any_text_can_be_read(text, at):
    assert denial(text, at, "x") in {ACT, PART, None}
