"""The old binary format of spreadsheets is read, and damage to it ends with a reason."""

import base64
import random
import zlib

import pytest

from kpilib.errors import SourceError
from kpilib.sources import SourceSpec, load
from kpilib.sources.reading import sheets_of

# A workbook with invented figures in LinkedIn's form: two days on "Metrics", one post on "All posts".
PACKED = (
    "c-rk)U1$_n6#nkaY&N?ln_W$;S`0(LpQyO;ueAZ)#%fjYCu+eT1YLKp>yXLJGCMX{D7CeDER^=Cr7wanzNmfi2Nm?q2SKq91wlyk"
    "Q4k6WK4{i+&&(#-7|=isDszT=?)ks>&N*}M%-p?`89M#<ykSg$_0Ta=O`u_%Oi)YIm^4UVttztCH&Uxc@IgVMkrLSu!`0^7ag{@r"
    "?_p@TVB91OJfwCIW$bVrX-*?-;5p=ln!`F_Q0-~>i&_eEd0sOa7Z}fCe4cHuG5(Szzc5}$wnO3o?&NkXSsT{zKCOdwDZ&Dm*ylb="
    "R-g^HR2~2Ds|ajk=<%$){eCLijV7D{Wp1-{q?fmc&`K#hgJ)F}cv^c_Z<vvMdgTHne_k(-Pa^+aGk}w*9u}$)2hoCbOljiSE`84`"
    "R0fg3H~eHK&|}+X*{%4M7uX{*!5)nHKu@XU$x_~zMN>MZd`b38$2a?f02F^CsoH?8{bf&9DwgY1%*C!($~#t}^OFhkN|`#>lf}+i"
    "6Ewc-=WS)bX>1ISBG)uYplelj#p>+Ju9csK%o=8BMZId;$)GoV%eQ4BWNgdnYXZLVBrl*yct+jG<h{-6ljJS7K*FZWrMq}Ym^i%i"
    "`~6#hW4>RmbZ4^z0|U!dI9aru<psAtdsNC|_IO#v%pUigZrke47kukm%RkZmdDj;cA*t>%?}zES{jiyLi6+8DN|2&6yjP^@#Cvh}"
    "zkAz{^yUt+<RqVg!AZG5r508Es65Cy#TtXL%JCBRSjzY(j`}In^BA|14fP9q+d|^&Q*84yYZuZus~G;tEgDBJCVKGkuFLI%k8+(v"
    "pW8hAUF*4jbEnZk^;0B&b)CX8u}u8=hk`4)S}(#q^#S9#ukEjmS~^@?HGCat!Am5W%rI6Kf>&2>A=pCUfUDiVfYXT6M>(B1W0W(9"
    "i-nQ3Ng`_;S>@<D=7gE~O(@xJ);uIyhpwr8-Uw$&k6lj1(<h0ivsawswG*e}b?8d=gwDzgQcRaPkL$IWxTq#Tr_C5lM-Ay8X$>{L"
    "v4#?LHI%HYp&4~G)KphP&2OxsRA?V$re&1VM(azhOhvvISN82=HGs)#Ac6=Yh#-Op-e*wfsusRe7~xw*1Al-7|8-tc8;O3Ce6+Be"
    "KBipw^g*==4)q>ROsRfmBPMFG#9R8*{ue6POQU<}!x5fG-<0c@-pa)I^}MxX`u}@`raJz}ROb1P$A1O6)olm"
)
OLD = zlib.decompress(base64.b85decode(PACKED))


def test_the_old_binary_format_gives_the_same_as_the_new(tmp_path):
    (tmp_path / "acme_content_1773532800000.xls").write_bytes(OLD)
    store = load([SourceSpec(path="*.xls", account="a")], base=tmp_path)
    assert [p for p in store.problems if p.severity == "error"] == []
    days = store.frame("accounts_daily").sort_values(["date", "scope"])
    assert days["scope"].tolist() == ["organic", "paid", "total"] * 2
    assert days["impressions"].tolist() == [100, 20, 120, 200, -5, 195]
    post = store.frame("posts").iloc[0]
    assert (post["post_id"], post["text"], post["reactions"]) == ("7099999999999999999", "Hello ş 你好", 7)


def test_one_wrong_byte_that_asks_for_all_the_memory_there_is(capfd):
    damaged = bytearray(OLD)
    damaged[2487] = 0xA0  # the column of a cell
    with pytest.raises(SourceError, match="not a readable workbook"):
        sheets_of(bytes(damaged), "a.xls")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("kind", ["truncated", "flipped"])
def test_damage_ends_with_a_reason(kind):
    draw = random.Random(20260304)
    for _ in range(12):
        at = draw.randrange(8, len(OLD))
        damaged = OLD[:at] if kind == "truncated" else OLD[:at] + bytes([OLD[at] ^ 0xFF]) + OLD[at + 1 :]
        try:
            sheets = sheets_of(damaged, "a.xls")
        except SourceError as error:
            assert "a.xls" in error.where  # noqa: PT017 - the reading may also succeed
        else:
            assert isinstance(sheets, list)
