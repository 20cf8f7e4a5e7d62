//! By which names columns are known, in English and Chinese: what a role's column is usually called.

use super::columns::Role;
use crate::about::About;

/// What is known of a column.
pub struct Known<T> {
    /// What for.
    pub what: T,
    /// The flag that names its column.
    pub flag: &'static str,
    /// Names in the order of preference, folded: letters and digits only, lower case.
    pub names: &'static [&'static str],
    /// Names that serve where none of the others is there, without a word about it.
    pub fallback: &'static [&'static str],
}

pub const ROLES: [Known<Role>; 11] = [
    Known {
        what: Role::Id,
        flag: "--id",
        names: &[
            "customerid", "custid", "clientid", "客户编号", "客户id", "客户号", "客户代码", "客户编码", "会员编号", "会员id", "会员号",
            "会员卡号", "用户id", "用户编号", "顾客编号", "顾客id", "买家id", "用户标识", "openid", "memberid", "membershipno", "userid",
            "buyerid", "accountid", "contactid", "customerno", "customernumber", "customercode", "memberno", "客户手机号", "买家手机号",
            "下单帐号", "下单账号", "kundennummer", "kundennr",
        ],
        fallback: &[
            "customer", "client", "member", "account", "user", "buyer", "客户", "会员", "买家会员名", "买家昵称", "买家", "vin", "vin码",
            "车架号", "车牌号", "车牌", "手机号", "手机号码", "会员手机号", "联系手机", "手机", "email", "emailaddress", "buyeremail",
            "customeremail", "emailbilling", "billingemail", "邮箱", "id",
        ],
    },
    Known {
        what: Role::Date,
        flag: "--date",
        names: &[
            "date", "orderdate", "invoicedate", "purchasedate", "transactiondate", "visitdate", "servicedate", "paymentdate", "paiddate",
            "paidat", "saledate", "salesdate", "rechnungsdatum", "bestelldatum", "mostrecentvisit", "lastpurchase", "lastpurchasedate",
            "lastorder", "lastorderdate", "lastvisit", "lastvisitdate", "lastdate", "到店日期", "到店时间", "进厂日期", "进厂时间",
            "服务日期", "维修日期", "消费日期", "消费时间", "付款时间", "订单付款时间", "支付时间", "付款日期", "交易时间", "交易日期",
            "购买日期", "购买时间", "下单时间", "下单日期", "订单创建时间", "订单日期", "销售日期", "结算日期", "结算时间", "最近到店日期",
            "最近到店时间", "最近消费日期", "最近消费时间", "最后消费日期", "最后消费时间", "最近购买日期", "日期", "时间",
        ],
        fallback: &[
            "orderdatetime", "datetime", "timestamp", "createdat", "created", "time", "day", "创建时间", "createddate", "createddateutc",
            "createdutc", "datum", "开单日期", "完工日期",
        ],
    },
    Known {
        what: Role::Amount,
        flag: "--amount",
        names: &[
            "amount", "revenue", "dollarvalue", "monetary", "monetaryvalue", "实付金额", "实收金额", "买家实际支付金额", "买家实付金额",
            "实际支付金额", "结算金额", "支付金额", "付款金额", "消费金额", "成交金额", "交易金额", "订单金额", "应收金额", "产值", "金额",
            "金额元", "总金额", "合计金额", "累计消费金额", "消费总额", "累计消费", "totalamount", "amountpaid", "paidamount",
            "ordertotal", "grandtotal", "orderamount", "orderrevenue", "netamount", "totalspent", "totalspend", "totalrevenue",
            "salesamount", "linetotal", "netsales", "totalprice", "订单实付金额", "实付款", "实付", "ordertotalamount", "betrag",
            "gesamtbetrag", "umsatz",
        ],
        fallback: &[
            "total", "sales", "paid", "payment", "spend", "spent", "turnover", "subtotal", "value", "amt", "收入", "营业额", "销售额",
            "合计",
        ],
    },
    Known {
        what: Role::Quantity,
        flag: "--amount",
        names: &["quantity", "qty", "数量", "购买数量", "商品数量", "件数"],
        fallback: &["units", "pieces"],
    },
    Known {
        what: Role::Price,
        flag: "--amount",
        names: &["unitprice", "priceperunit", "priceeach", "itemprice", "单价", "商品单价", "商品价格"],
        fallback: &["price", "价格"],
    },
    Known {
        what: Role::Order,
        flag: "--order",
        names: &[
            "orderid", "orderno", "ordernumber", "invoiceid", "invoiceno", "invoicenumber", "invoice", "transactionid", "receiptno",
            "receiptid", "receiptnumber", "ticketid", "billno", "workorder", "workorderno", "订单编号", "订单号", "订单id", "商户订单号",
            "工单号", "工单编号", "结算单号", "交易单号", "交易号", "单号", "单据编号", "流水号", "小票号",
        ],
        fallback: &["order", "发票号", "发票号码"],
    },
    Known {
        what: Role::Status,
        flag: "--status",
        names: &[
            "orderstatus", "paymentstatus", "financialstatus", "transactionstatus", "status", "订单状态", "交易状态", "支付状态",
            "工单状态", "当前状态", "状态",
        ],
        fallback: &[],
    },
    Known {
        what: Role::Profit,
        flag: "--profit",
        names: &["profit", "grossprofit", "margin", "grossmargin", "利润", "毛利", "毛利额", "毛利润"],
        fallback: &[],
    },
    Known {
        what: Role::Cost,
        flag: "--cost",
        names: &["cost", "totalcost", "cogs", "costofgoods", "成本", "总成本", "成本金额", "成本合计"],
        fallback: &[],
    },
    Known {
        what: Role::Recency,
        flag: "--recency",
        names: &[
            "recencydays", "recency", "dayssincelast", "dayssincelastpurchase", "dayssincelastvisit", "dayssincelastorder", "距今天数",
            "未到店天数", "未消费天数", "近度",
        ],
        fallback: &[],
    },
    Known {
        what: Role::Frequency,
        flag: "--frequency-column",
        names: &[
            "frequency", "numberoforders", "ordercount", "orderscount", "numorders", "numberofvisits", "visitcount", "visits",
            "numberofpurchases", "purchasecount", "transactioncount", "到店次数", "来店次数", "消费次数", "购买次数", "订单数", "订单数量",
            "累计到店次数", "累计消费次数", "频次", "频度",
        ],
        fallback: &["orders", "purchases"],
    },
];

/// The columns that are only carried along.
pub const CARRIED: [Known<About>; 13] = [
    Known {
        what: About::Name,
        flag: "--name",
        names: &[
            "name", "customername", "fullname", "clientname", "membername", "客户姓名", "客户名称", "客户名", "会员姓名", "顾客姓名",
            "车主姓名", "车主", "姓名", "联系人", "收货人姓名",
        ],
        fallback: &[],
    },
    Known {
        what: About::Phone,
        flag: "--phone",
        names: &[
            "phone", "phonenumber", "phoneno", "mobile", "mobilephone", "mobilenumber", "telephone", "tel", "cellphone", "手机号",
            "手机号码", "会员手机号", "联系手机", "手机", "联系电话", "电话", "电话号码",
        ],
        fallback: &[],
    },
    Known {
        what: About::Advisor,
        flag: "--column advisor",
        names: &[
            "advisor", "serviceadvisor", "accountmanager", "salesrep", "salesperson", "owner", "服务顾问", "客户经理", "销售顾问",
            "专属顾问", "顾问", "客服专员", "负责人",
        ],
        fallback: &[],
    },
    Known {
        what: About::Birthday,
        flag: "--column birthday",
        names: &["birthday", "dateofbirth", "birthdate", "dob", "生日", "出生日期", "客户生日", "会员生日"],
        fallback: &[],
    },
    Known {
        what: About::ServiceDue,
        flag: "--column service-due",
        names: &[
            "nextservicedue", "servicedue", "nextservice", "nextservicedate", "duedate", "下次保养日期", "下次保养时间", "保养到期日",
            "下次保养", "应保养日期",
        ],
        fallback: &[],
    },
    Known {
        what: About::WarrantyEnd,
        flag: "--column warranty-end",
        names: &[
            "warrantyend", "extendedwarrantyend", "warrantyexpiry", "warrantyexpires", "warrantyenddate", "延保到期日", "延保到期日期",
            "延保截止日期", "延保到期", "质保到期日", "质保到期",
        ],
        fallback: &[],
    },
    Known {
        what: About::ReferredBy,
        flag: "--column referred-by",
        names: &["referredby", "referrer", "referrerid", "referral", "推荐人", "推荐人编号", "介绍人", "介绍人编号", "推荐客户编号"],
        fallback: &[],
    },
    Known {
        what: About::Household,
        flag: "--column household",
        names: &["household", "householdid", "family", "familyid", "家庭", "家庭编号", "家庭id", "户号"],
        fallback: &[],
    },
    Known {
        what: About::Cancelled,
        flag: "--column cancelled",
        names: &[
            "cancelled", "canceled", "bookingcancelled", "cancelledbooking", "cancelledat", "取消预约", "预约取消", "是否取消预约",
            "取消日期",
        ],
        fallback: &[],
    },
    Known {
        what: About::Complaint,
        flag: "--column complaint",
        names: &["complaint", "complaints", "complained", "投诉", "是否投诉", "投诉内容", "投诉记录", "投诉日期"],
        fallback: &[],
    },
    Known {
        what: About::Wait,
        flag: "--column wait",
        names: &[
            "wait", "waitminutes", "waitingminutes", "waittime", "waitingtime", "等候分钟", "等候分钟数", "等待分钟", "等待分钟数",
            "等候时长", "等待时长", "等候时间",
        ],
        fallback: &[],
    },
    Known {
        what: About::Rating,
        flag: "--column rating",
        names: &["rating", "satisfaction", "csat", "stars", "评分", "满意度", "服务评分", "满意度评分", "评价分"],
        fallback: &[],
    },
    Known {
        what: About::Nps,
        flag: "--column nps",
        names: &[
            "nps", "npsscore", "npsrating", "likelihoodtorecommend", "recommendscore", "wouldrecommend", "净推荐值", "nps评分", "nps得分",
            "nps分", "推荐意愿", "推荐分", "推荐分数", "推荐可能性",
        ],
        fallback: &[],
    },
];
