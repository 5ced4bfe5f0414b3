"""资金拨付: the ledger of arrivals and payments."""

from analyzer.language import Text
from analyzer.template.model import Column, Kind, Sheet

ARRIVAL, PAYMENT, RETURN = TYPES = ("到位", "支出", "退回")

DISBURSEMENT = Sheet(
    table="disbursement",
    title=Text("资金拨付", "Disbursement"),
    guide=Text(
        "一笔一行。到位：资金到账；支出：付款；退回：已到位资金被收回（填正数）。负数是红字冲销。",
        "One row per arrival or payment. 到位: money in; 支出: paid out; "
        "退回: arrived money taken back (positive). A negative amount is a red-ink reversal.",
    ),
    key=("voucher", "date", "code", "type"),
    rows=200,
    columns=(
        Column(
            "date",
            Text("日期", "Date"),
            Kind.DATE,
            Text("如 2024-03-05", "Such as 2024-03-05"),
            required=True,
            aliases=("业务日期", "记账日期"),
            width=13,
        ),
        Column(
            "voucher",
            Text("凭证号", "Voucher"),
            Kind.TEXT,
            Text("如 记-12", "Such as 记-12"),
            aliases=("会计凭证号", "凭证编号"),
            width=13,
        ),
        Column(
            "code",
            Text("预算编号", "Budget code"),
            Kind.CODE,
            Text("预算表中的编号", "A code of the budget sheet"),
            required=True,
            aliases=("编号",),
            width=11,
        ),
        Column(
            "type",
            Text("业务类型", "Type"),
            Kind.CHOICE,
            Text("到位、支出或退回", "到位 (arrival), 支出 (payment) or 退回 (return)"),
            required=True,
            choices=TYPES,
            aliases=("类型",),
            width=11,
        ),
        Column(
            "amount",
            Text("金额", "Amount"),
            Kind.MONEY,
            Text("红字冲销填负数", "Negative for a red-ink reversal"),
            required=True,
            width=15,
        ),
        Column(
            "payee",
            Text("收款单位", "Payee"),
            Kind.TEXT,
            Text("支出的收款方", "Who was paid"),
            aliases=("收款人",),
            width=28,
        ),
        Column("summary", Text("摘要", "Description"), Kind.TEXT, Text("", ""), width=32),
        Column("remark", Text("备注", "Remark"), Kind.TEXT, Text("", ""), width=24),
    ),
)
