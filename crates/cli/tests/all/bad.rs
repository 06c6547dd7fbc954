//! Bad input: a message that names file, line and word; exit status 2; nothing written, nothing half-written.

use super::support::{Folder, KETTLE};
use std::fs;

/// `plan -o` and `scope` refuse a file with exactly these problems, told in English and in Chinese, and leave nothing behind.
#[track_caller]
fn refused(name: &str, text: impl AsRef<[u8]>, expected: &[(&str, &str)]) {
    let folder = Folder::with(name, text);
    let (en, zh): (Vec<&str>, Vec<&str>) = expected.iter().copied().unzip();
    folder.told(&format!("scope {name} --market CN"), 2, &en.join("\n"), &zh.join("\n"));
    let plan = ["plan", name, "--market", "CN", "--samples", "0", "--format", "html", "-o", "plan.html"];
    let done = folder.words(&plan).ends(2);
    assert_eq!(done.out, "");
    assert_eq!(folder.names(), [name], "something was left behind");
}

#[test]
fn words_that_are_not_known() {
    refused(
        "k.toml",
        "kind = \"electric-kettel\"\ncolour = 1\n[facts]\nratedvoltage = \"5 V\"\nrated_power = \"2 kw\"\n[[ship]]\nmarket = \"GR1\"\ndate = \"1.6.2027\"\n[[have]]\nscheme = \"cn-cccc\"\n",
        &[
            (
                "k.toml:1:8: error: unknown kind `electric-kettel`\n    did you mean `electric-kettle`?",
                "k.toml:1:8: 错误：未知的产品种类 `electric-kettel`\n    是否想写 `electric-kettle`？",
            ),
            (
                "k.toml:2:1: error: unknown key `colour`\n    known keys: name, kind, kinds, hs, gtin, facts, line, factory, party, have, ship, done",
                "k.toml:2:1: 错误：未知的键 `colour`\n    可用的键：name, kind, kinds, hs, gtin, facts, line, factory, party, have, ship, done",
            ),
            (
                "k.toml:4:1: error: unknown fact `ratedvoltage`\n    did you mean `rated_voltage`?",
                "k.toml:4:1: 错误：未知的事实 `ratedvoltage`\n    是否想写 `rated_voltage`？",
            ),
            (
                "k.toml:5:15: error: unknown unit `kw`\n    did you mean `kW`?",
                "k.toml:5:15: 错误：未知的单位 `kw`\n    是否想写 `kW`？",
            ),
            (
                "k.toml:7:10: error: unknown market `GR1`\n    did you mean `GR`?",
                "k.toml:7:10: 错误：未知的市场 `GR1`\n    是否想写 `GR`？",
            ),
            (
                "k.toml:8:8: error: `1.6.2027` is not a date\n    write year-month-day, for example 2027-06-01",
                "k.toml:8:8: 错误：`1.6.2027` 不是日期\n    请写成年-月-日，例如 2027-06-01",
            ),
            (
                "k.toml:10:10: error: unknown scheme `cn-cccc`\n    did you mean `cn-ccc`?",
                "k.toml:10:10: 错误：未知的制度 `cn-cccc`\n    是否想写 `cn-ccc`？",
            ),
        ],
    );
}

#[test]
fn contradictory_facts() {
    refused(
        "k.toml",
        "kind = \"electric-kettle\"\n\n[facts]\nadapter_supplied = true\nelectrical = false\n",
        &[
            (
                "k.toml:5:1: error: facts contradict each other: It is said not to work by electricity, yet a mains adapter is sold with it.\n    look at electrical, adapter_supplied",
                "k.toml:5:1: 错误：事实互相矛盾：产品被说明为不用电，却随附市电适配器。\n    请查看 electrical, adapter_supplied",
            ),
            (
                "k.toml:5:1: error: facts contradict each other: It is said not to work by electricity, yet to have an electric heating element.\n    look at electrical, heating_element",
                "k.toml:5:1: 错误：事实互相矛盾：产品被说明为不用电，却带有电热元件。\n    请查看 electrical, heating_element",
            ),
            (
                "k.toml:5:1: error: `electrical = false` contradicts the kind `electric-kettle`\n    every product of this kind has electrical = true; choose another kind or correct the fact",
                "k.toml:5:1: 错误：`electrical = false` 与产品种类 `electric-kettle` 矛盾\n    该种类的产品都有 electrical = true；请换一个种类，或更正该事实",
            ),
        ],
    );
}

#[test]
fn keys_types_and_ranges() {
    refused(
        "k.toml",
        "name = [1]\nname = \"K\"\nfacts = 3\nship = \"DE\"\n",
        &[
            (
                "k.toml:1:8: error: `name` is a list\n    write a text in quotes",
                "k.toml:1:8: 错误：`name` 是列表\n    应写成：带引号的文本",
            ),
            (
                "k.toml:2:1: error: the key is given twice\n    keep one of the two",
                "k.toml:2:1: 错误：该键重复给出\n    请只保留其中一个",
            ),
            (
                "k.toml:3:9: error: `facts` is a number\n    write a table: [facts]",
                "k.toml:3:9: 错误：`facts` 是数字\n    应写成：表：[facts]",
            ),
            (
                "k.toml:4:8: error: `ship` is a text\n    write tables: [[ship]]",
                "k.toml:4:8: 错误：`ship` 是文本\n    应写成：表：[[ship]]",
            ),
        ],
    );
    refused(
        "k.json",
        "{\"kind\": \"toy\", \"kind\": \"toy\", \"facts\": {\"rated_voltage\": \"240-220 V\", \"electrical\": \"maybe\", \"rated_power\": 2000, \"age_min\": \"3 V\", \"mass\": \"heavy\"}}",
        &[
            (
                "k.json:1:17: error: the key `kind` is given twice\n    keep one of the two",
                "k.json:1:17: 错误：键 `kind` 重复给出\n    请只保留其中一个",
            ),
            (
                "k.json:1:59: error: the range `240-220 V` of `rated_voltage` runs backwards\n    write the lower value first",
                "k.json:1:59: 错误：`rated_voltage` 的范围 `240-220 V` 首尾颠倒\n    请先写较小的值",
            ),
            (
                "k.json:1:86: error: `electrical` cannot be `maybe`\n    write true or false",
                "k.json:1:86: 错误：`electrical` 不能是 `maybe`\n    应写成：true 或 false",
            ),
            (
                "k.json:1:110: error: `2000` for `rated_power` has no unit\n    write it in W (W, kW, mW)",
                "k.json:1:110: 错误：`rated_power` 的值 `2000` 没有单位\n    请用 W 作单位（W, kW, mW）",
            ),
            (
                "k.json:1:127: error: `3 V` does not fit `age_min`, which is an age\n    write it in month (month, year)",
                "k.json:1:127: 错误：`3 V` 不适用于 `age_min`，后者是年龄\n    请用 month 作单位（month, year）",
            ),
            (
                "k.json:1:142: error: `heavy` does not begin with a number\n    write a number, then the unit, for example 36 V",
                "k.json:1:142: 错误：`heavy` 没有以数字开头\n    请先写数字，再写单位，例如 36 V",
            ),
        ],
    );
}

/// A product file has no references that could go in a circle: whoever tries is told that the key has no place, and a
/// line or paper can only point to a factory that exists.
#[test]
fn circles_and_dangling_references() {
    refused(
        "k.toml",
        "[[factory]]\nid = \"a\"\ncountry = \"CN\"\nfactory = \"b\"\n[[factory]]\nid = \"b\"\ncountry = \"CN\"\nfactory = \"a\"\n\
         [[line]]\nmodel = \"M\"\nfactory = \"c\"\nline = \"M\"\n[[have]]\nkind = \"test-report\"\nfactory = \"d\"\n",
        &[
            (
                "k.toml:4:1: error: unknown key `factory`\n    known keys: id, name, country, headcount, class, inspections, shutdowns",
                "k.toml:4:1: 错误：未知的键 `factory`\n    可用的键：id, name, country, headcount, class, inspections, shutdowns",
            ),
            (
                "k.toml:8:1: error: unknown key `factory`\n    known keys: id, name, country, headcount, class, inspections, shutdowns",
                "k.toml:8:1: 错误：未知的键 `factory`\n    可用的键：id, name, country, headcount, class, inspections, shutdowns",
            ),
            (
                "k.toml:11:11: error: unknown factory `c`\n    factories: a, b",
                "k.toml:11:11: 错误：未知的工厂 `c`\n    已有的工厂：a, b",
            ),
            (
                "k.toml:12:1: error: unknown key `line`\n    a line has model, brand, factory and facts that differ from the product's",
                "k.toml:12:1: 错误：未知的键 `line`\n    [[line]] 中可写 model、brand、factory，以及与产品不同的事实",
            ),
            (
                "k.toml:15:11: error: unknown factory `d`\n    factories: a, b",
                "k.toml:15:11: 错误：未知的工厂 `d`\n    已有的工厂：a, b",
            ),
        ],
    );
}

#[test]
fn files_that_are_no_text() {
    refused(
        "k.toml",
        "",
        &[(
            "k.toml: error: the file is empty\n    `certmap new` starts a product file",
            "k.toml: 错误：文件为空\n    `certmap new` 可生成产品文件",
        )],
    );
    refused(
        "k.json",
        " \n",
        &[(
            "k.json: error: the file is empty\n    `certmap new` starts a product file",
            "k.json: 错误：文件为空\n    `certmap new` 可生成产品文件",
        )],
    );
    refused(
        "k.xlsx",
        "",
        &[(
            "k.xlsx: error: the file is empty\n    `certmap new` starts a product file",
            "k.xlsx: 错误：文件为空\n    `certmap new` 可生成产品文件",
        )],
    );
    refused(
        "k.csv",
        "",
        &[(
            "k.csv: error: the file is empty\n    the first row names the columns: name, kind, kinds, hs, gtin, then names of facts",
            "k.csv: 错误：文件为空\n    第一行为列名：name、kind、kinds、hs、gtin，之后是各事实的名称",
        )],
    );
    refused(
        "k.toml",
        b"kind = \"\0\"",
        &[(
            "k.toml: error: the file is not a text\n    TOML is wanted here",
            "k.toml: 错误：文件不是文本\n    此处应为：TOML 文件",
        )],
    );
    refused(
        "k.toml",
        b"\xff\xfek\0",
        &[(
            "k.toml: error: the file is UTF-16\n    save it as UTF-8",
            "k.toml: 错误：文件是 UTF-16 编码\n    请存为 UTF-8",
        )],
    );
    refused(
        "k.toml",
        b"kind = \"toy\"\nname = \"\xb5\xe7\xcb\xae\xba\xf8\"\n",
        &[(
            "k.toml: error: the text is not UTF-8 (line 2)\n    it looks like GB18030 (GBK); save it as UTF-8, in Excel as \"CSV UTF-8\"",
            "k.toml: 错误：文本不是 UTF-8 编码（第 2 行）\n    看起来是 GB18030（GBK）编码；请存为 UTF-8，在 Excel 中选择 \"CSV UTF-8\"",
        )],
    );
    refused(
        "k.json",
        b"%PDF-1.7",
        &[(
            "k.json: error: the file is a PDF, not JSON\n    give the format by --from, or save it as text",
            "k.json: 错误：文件格式不符；实际：PDF 文件；应为：JSON 文件\n    请用 --from 指明格式，或存为文本",
        )],
    );
}

#[test]
fn files_without_a_product() {
    for (name, text) in [("k.csv", "name,kind\n"), ("k.jsonl", ""), ("k.json", "[]")] {
        let en = format!("{name}: error: there is no product in it\n    `certmap new` starts a product file");
        let zh = format!("{name}: 错误：文件中没有产品\n    `certmap new` 可生成产品文件");
        refused(name, text, &[(&en, &zh)]);
    }
}

#[test]
fn a_huge_file() {
    let mut text = b"name = \"K\"\n".to_vec();
    text.resize(17 << 20, b'\n');
    refused(
        "k.toml",
        text,
        &[(
            "k.toml: error: the file is larger than 16 MiB\n    give many products as CSV or JSON lines, which are read row by row",
            "k.toml: 错误：文件大于 16 MiB\n    产品很多时，请用可逐行读取的 CSV 或 JSON Lines",
        )],
    );
}

#[test]
fn a_wrong_check_digit_is_a_warning() {
    let folder = Folder::with("k.toml", KETTLE.replace("\n\n", "\ngtin = \"4006381333932\"\n\n"));
    folder.told("scope k.toml --market CN --scheme cn-ccc", 0, 
        "k.toml:3:8: warning: the check digit of the GTIN `4006381333932` is wrong\n    it would be 1; look at the bar code again", "k.toml:3:8: 警告：GTIN `4006381333932` 的校验位有误\n    应为 1；请再核对条形码",
    );
}

#[test]
fn files_that_cannot_be_opened() {
    let folder = Folder::new();
    fs::create_dir(folder.path("folder.toml")).unwrap();
    for (line, en, zh) in [
        (
            "scope gone.toml --market CN",
            "gone.toml: error: there is no such file\n    check the name; `certmap new KIND` makes one",
            "gone.toml: 错误：没有这个文件\n    请检查文件名；`certmap new KIND` 可生成一个",
        ),
        (
            "scope folder.toml --market CN",
            "folder.toml: error: this is a folder, not a product file",
            "folder.toml: 错误：这是文件夹，不是产品文件",
        ),
        (
            "scope list.xls --market CN",
            "list.xls: error: `list.xls` is an old Excel file\n    save it as .xlsx",
            "list.xls: 错误：`list.xls` 是旧版 Excel 文件\n    请另存为 .xlsx",
        ),
        (
            "scope list --market CN",
            "list: error: `list` has no known ending\n    known endings: .toml .json .jsonl .csv .xlsx",
            "list: 错误：无法识别 `list` 的扩展名\n    可用的扩展名：.toml .json .jsonl .csv .xlsx",
        ),
        (
            "scope - --market CN",
            "standard input: error: its format is not known\n    add --from json or --from csv",
            "标准输入: 错误：不知道它的格式\n    请加上 --from json 或 --from csv",
        ),
        (
            "scope - --from cvs --market CN",
            "standard input: error: unknown format `cvs`\n    did you mean `csv`?",
            "标准输入: 错误：未知的格式 `cvs`\n    是否想写 `csv`？",
        ),
        (
            "scope - --from csv --market CN",
            "standard input: error: the file is empty\n    the first row names the columns: name, kind, kinds, hs, gtin, then names of facts",
            "标准输入: 错误：文件为空\n    第一行为列名：name、kind、kinds、hs、gtin，之后是各事实的名称",
        ),
        (
            "ask gone.toml --market CN",
            "gone.toml: error: there is no such file\n    check the name; `certmap new KIND` makes one",
            "gone.toml: 错误：没有这个文件\n    请检查文件名；`certmap new KIND` 可生成一个",
        ),
        (
            "ask list.csv --market CN",
            "command line: error: `list.csv` is no TOML file\n    answers are written back into a TOML file; `certmap new KIND` makes one",
            "命令行: 错误：`list.csv` 不是 TOML 文件\n    回答会写回 TOML 文件；`certmap new KIND` 可生成一个",
        ),
        (
            "ask a.toml b.toml --market CN",
            "command line: error: `ask` takes one product file",
            "命令行: 错误：`ask` 只接受一个产品文件",
        ),
    ] {
        folder.told(line, 2, en, zh);
    }
}

#[test]
fn words_of_the_command_line() {
    let folder = Folder::with("k.toml", KETTLE);
    for (line, en, zh) in [
        (
            "scope k.toml --market XX",
            "command line: error: unknown market `XX`\n    write an ISO country code",
            "命令行: 错误：未知的市场 `XX`\n    请写 ISO 国家代码",
        ),
        (
            "scope k.toml --market cn",
            "command line: error: unknown market `cn`\n    did you mean `CN`?",
            "命令行: 错误：未知的市场 `cn`\n    是否想写 `CN`？",
        ),
        (
            "scope k.toml --market China",
            "command line: error: unknown market `China`\n    did you mean `CN`?",
            "命令行: 错误：未知的市场 `China`\n    是否想写 `CN`？",
        ),
        (
            "scope k.toml --market EU",
            "command line: error: unknown market `EU`\n    `EU` is a group of markets; name a country, for example DE for the EU",
            "命令行: 错误：未知的市场 `EU`\n    `EU` 是一组市场；请写其中一个国家，例如欧盟写 DE",
        ),
        (
            "scope k.toml --market CN --scheme cn-cccc",
            "command line: error: unknown scheme `cn-cccc`\n    did you mean `cn-ccc`?",
            "命令行: 错误：未知的制度 `cn-cccc`\n    是否想写 `cn-ccc`？",
        ),
        (
            "scope k.toml",
            "k.toml:1:1: error: no market is named for `Kettle K1`\n    add --market CN (or another code), or a [[ship]] to the file",
            "k.toml:1:1: 错误：`Kettle K1` 没有指明市场\n    请加上 --market CN（或其他代码），或在文件中加入 [[ship]]",
        ),
        (
            "plan k.toml --market CN --format xlsx",
            "command line: error: a workbook is not written to the terminal\n    add -o plan.xlsx",
            "命令行: 错误：工作簿不能输出到终端\n    请加上 -o plan.xlsx",
        ),
        (
            "new kettel",
            "command line: error: unknown kind `kettel`\n    did you mean electric-kettle?",
            "命令行: 错误：未知的产品种类 `kettel`\n    是否想写 electric-kettle？",
        ),
        ("new toy --market XX", "command line: error: unknown market `XX`", "命令行: 错误：未知的市场 `XX`"),
        (
            "pack probe cn-cccc",
            "command line: error: unknown pack or scheme `cn-cccc`\n    did you mean `cn-ccc`?",
            "命令行: 错误：未知的规则包或制度 `cn-cccc`\n    是否想写 `cn-ccc`？",
        ),
        (
            "pack test cn-cccc",
            "command line: error: no example belongs to `cn-cccc`\n    did you mean `cn-ccc`?",
            "命令行: 错误：没有属于 `cn-cccc` 的实例\n    是否想写 `cn-ccc`？",
        ),
        (
            "pack new X",
            "command line: error: `X` is no id of a pack\n    lower case letters, digits and hyphens, for example fr-nf",
            "命令行: 错误：`X` 不能用作规则包的标识\n    请用小写字母、数字和连字符，例如 fr-nf",
        ),
    ] {
        folder.told(line, 2, en, zh);
    }
    assert_eq!(folder.names(), ["k.toml"]);
}

#[test]
fn words_that_do_not_fit_together() {
    let folder = Folder::with("k.toml", KETTLE);
    for (line, en, zh) in [
        (
            "scop k.toml",
            "command line: error: unknown command `scop`\n    did you mean `scope`?",
            "命令行: 错误：未知的命令 `scop`\n    是否想写 `scope`？",
        ),
        (
            "pack",
            "command line: error: the command is missing\n    write one of check, test, show, coverage, diff, probe, new, help",
            "命令行: 错误：缺少命令\n    请写以下之一：check, test, show, coverage, diff, probe, new, help",
        ),
        (
            "scope k.toml --markt CN",
            "command line: error: unknown option `--markt`\n    did you mean `--market`?",
            "命令行: 错误：未知的选项 `--markt`\n    是否想写 `--market`？",
        ),
        (
            "scope",
            "command line: error: `<FILE>...` is missing\n    usage: certmap scope --today <DATE> <FILE>...",
            "命令行: 错误：缺少 `<FILE>...`\n    用法：certmap scope --lang <LANG> --today <DATE> <FILE>...",
        ),
        (
            "new toy doll",
            "command line: error: `doll` is one word too many\n    usage: certmap new [OPTIONS] [KIND]",
            "命令行: 错误：多出了 `doll`\n    用法：certmap new [OPTIONS] [KIND]",
        ),
    ] {
        folder.told(line, 2, en, zh);
    }
}

#[test]
fn values_of_the_command_line() {
    let folder = Folder::with("k.toml", KETTLE);
    for (line, en, zh) in [
        (
            "plan k.toml --market",
            "command line: error: the value of `--market <CODE>` is missing\n    see certmap --help",
            "命令行: 错误：`--market <CODE>` 缺少值\n    见 certmap --help",
        ),
        (
            "plan k.toml --format pdf",
            "command line: error: `pdf` is no value of `--format <FORMAT>`\n    write one of text, json, html, svg, ics, xlsx",
            "命令行: 错误：`pdf` 不是 `--format <FORMAT>` 的值\n    请写以下之一：text, json, html, svg, ics, xlsx",
        ),
        (
            "plan k.toml --format htm",
            "command line: error: `htm` is no value of `--format <FORMAT>`\n    did you mean `html`?",
            "命令行: 错误：`htm` 不是 `--format <FORMAT>` 的值\n    是否想写 `html`？",
        ),
        (
            "find toy --most many",
            "command line: error: `many` is no value of `--most <MOST>`\n    see certmap --help",
            "命令行: 错误：`many` 不是 `--most <MOST>` 的值\n    见 certmap --help",
        ),
        (
            "scope k.toml --on 2026-01-01 --on 2026-01-02",
            "command line: error: `--on <DATE>` is given twice\n    usage: certmap scope [OPTIONS] <FILE>...",
            "命令行: 错误：`--on <DATE>` 重复给出\n    用法：certmap scope [OPTIONS] <FILE>...",
        ),
        (
            "scope k.toml --on 2026-02-30",
            "command line: error: option `--on <DATE>`: the day `2026-02-30` does not exist",
            "命令行: 错误：选项 `--on <DATE>`：日期 `2026-02-30` 不存在",
        ),
        (
            "plan k.toml --ship soon",
            "command line: error: option `--ship <DATE>`: `soon` is not a date\n    write year-month-day, for example 2027-06-01",
            "命令行: 错误：选项 `--ship <DATE>`：`soon` 不是日期\n    请写成年-月-日，例如 2027-06-01",
        ),
        (
            "plan k.toml --today soon",
            "command line: error: option `--today <DATE>`: `soon` is not a date\n    write year-month-day, for example 2027-06-01",
            "命令行: 错误：选项 `--today <DATE>`：`soon` 不是日期\n    请写成年-月-日，例如 2027-06-01",
        ),
    ] {
        folder.told(line, 2, en, zh);
    }
    let said = "command line: error: option `--lang <LANG>`: `fr` is not a language\n    write en or zh";
    folder.run("scope k.toml --lang fr").ends(2).says(said);
    assert_eq!(folder.names(), ["k.toml"]);
}

#[test]
fn places_that_cannot_be_written() {
    let folder = Folder::with("k.toml", KETTLE);
    fs::create_dir(folder.path("here")).unwrap();
    let plan = "plan k.toml --market CN --ship 2027-12-01 --samples 0 --format html -o";
    folder.told(
        &format!("{plan} nowhere/plan.html"),
        2,
        "nowhere/plan.html: error: the folder `nowhere` does not exist\n    make it first, or write somewhere else",
        "nowhere/plan.html: 错误：文件夹 `nowhere` 不存在\n    请先建立该文件夹，或写到别处",
    );
    folder.told(
        &format!("{plan} here"),
        2,
        "here: error: this is a folder, not a file that can be written",
        "here: 错误：这是文件夹，不是可以写入的文件",
    );
    folder.write("old.html", "old");
    let path = folder.path("old.html");
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    folder.told(
        &format!("{plan} old.html"),
        2,
        "old.html: error: the file is read-only\n    allow writing to it, or work on a copy",
        "old.html: 错误：文件为只读\n    请允许写入，或使用副本",
    );
    assert_eq!(folder.read("old.html"), "old");
    folder.told(
        "new toy -o k.toml",
        2,
        "command line: error: `k.toml` exists already\n    choose another name",
        "命令行: 错误：`k.toml` 已经存在\n    请换一个名称",
    );
    assert_eq!(folder.read("k.toml"), KETTLE);
    assert_eq!(folder.names(), ["here", "k.toml", "old.html"]);
}

/// One bad product among good ones: `scope` answers the others, `plan -o` writes nothing at all.
#[test]
fn one_bad_product_among_good_ones() {
    let folder = Folder::with("k.csv", "name,kind\nA,toy\nB,tyo\nC,toy\n");
    let en = "k.csv:3: error: column `kind`: unknown kind `tyo`\n    did you mean `toy`?";
    let zh = "k.csv:3: 错误：列 `kind`：未知的产品种类 `tyo`\n    是否想写 `toy`？";
    let done = folder.told("scope k.csv --market US --scheme us-cpc --format json", 2, en, zh);
    assert_eq!(done.out.lines().count(), 2);
    folder.told("plan k.csv --market US --samples 0 -o plan.txt", 2, en, zh);
    assert_eq!(folder.names(), ["k.csv"]);
}
