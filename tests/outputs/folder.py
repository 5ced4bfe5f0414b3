"""A small folder of reports for the outputs' tests: faulty, explained, clean, unreadable."""

from dataclasses import replace
from datetime import date

from analyzer.finding import Finding, Quantity, Severity, Status
from analyzer.record import Record
from analyzer.report import Facts, Measures, Payments, Provenance, Report

PROVENANCE = Provenance("analyzer 1.2", "155 · 0a1b2c3d", "national · 4d5e6f70", date(2026, 11, 21))

SUM = Finding(
    id="0123456789ab",
    rule="M101",
    title="子项合计与上级不符",
    severity=Severity.ERROR,
    status=Status.OPEN,
    sheet="预算",
    row=5,
    cell="E5",
    message="子项合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元。疑似漏填一个子项",
    basis="勾稽关系",
    quantity=Quantity.MONEY,
    actual=39_500_000,
    expected=40_000_000,
    difference=500_000,
    label="1 网络维护",
    cause="疑似漏填一个子项",
)
LOW = replace(
    SUM,
    id="0123456789ac",
    rule="R105",
    title="执行率低",
    severity=Severity.VERIFY,
    status=Status.EXPLAINED,
    sheet="项目信息",
    row=13,
    cell="B13",
    message="执行率 45.00%，低于 90%",
    quantity=Quantity.RATE,
    actual=0.45,
    expected=0.9,
    difference=0.45,
    label="填报预算执行率",
    cause="",
    explanation="=上级资金 12 月到账",
)
PAID = Payments([7], ["2024-03-05"], ["记-12"], ["路桥公司"], ["工程款"], [1_234_500])

FAULTY = Report(
    "甲/道路#1 [终稿].xlsx",
    project=Facts("道路", "甲中心", "县交通局", 2024, "P1"),
    measures=Measures(40_000_000, 40_000_000, 18_000_000, 22_000_000, 1.0, 0.45, 0.45, 92.5, "优"),
    findings=(SUM, LOW),
    skipped=(("S101", "分值读不出来"),),
    payments=PAID,
    input_sha256="aa",
    copy="甲/道路#1 [终稿].xlsx",
)
CLEAN = Report(
    "甲/桥梁.xlsx",
    project=Facts("=桥梁", "甲中心", "县交通局", 2024, "P2"),
    measures=Measures(10_000_000, 9_000_000, 9_000_000, 0, 0.9, 1.0, 0.9, 100.0, "优"),
    payments=PAID._replace(row=[9]),
    input_sha256="bb",
    copy="甲/桥梁.xlsx",
)
UNSTATED = Report(
    "乙.xlsx",
    measures=Measures(),
    findings=(replace(LOW, status=Status.OPEN, explanation=""),),
    input_sha256="cc",
    undelivered="副本写不进去（磁盘已满）",
)
LOCKED = Report("丙.xlsx", "文件有密码，打不开", input_sha256="dd")
REPORTS = (FAULTY, CLEAN, UNSTATED, LOCKED)


def record(*reports: Report) -> Record:
    kept = Record(None)
    kept.add(reports or REPORTS)
    return kept
