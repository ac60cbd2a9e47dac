package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

const (
	orderInfo        = section("order_information")
	cartInfo         = section("cart_information")
	invoiceInfo      = section("invoice_information")
	paymentInfo      = section("commerce_payment_information")
	subscriptionInfo = section("subscription_information")
	contractInfo     = section("contract_information")
)

// Orders are what shops sold, Carts what was about to be bought.
var (
	Orders = withBase(Type{
		Names:      Names{Plural: "orders", Singular: "order", TypeID: "0-123"},
		Scopes:     scopesOf("orders"),
		Operations: Eleven, Dated: map[string]Operations{"2026-03": Eleven | Merge},
		Schema: schema.Definition{
			Created: "createdate",
			Groups:  []schema.Group{orderInfo.group("Order information")},
			Properties: []*schema.Property{
				orderInfo.text("hs_order_name", "Order name"),
				orderInfo.text("hs_external_order_id", "External order ID"),
				orderInfo.linked("hs_pipeline", "Pipeline"),
				orderInfo.linked("hs_pipeline_stage", "Stage"),
				orderInfo.currency("hs_currency_code"),
				orderInfo.number("hs_subtotal_price", "Subtotal"),
				orderInfo.number("hs_total_price", "Total price"),
				orderInfo.text("hs_fulfillment_status", "Fulfillment status"),
				orderInfo.text("hs_source_store", "Source store"),
				orderInfo.text("hs_shipping_address_street", "Shipping street"),
				orderInfo.text("hs_shipping_address_city", "Shipping city"),
				orderInfo.text("hs_shipping_address_country", "Shipping country"),
			},
		},
		Pipelines: orderPipelines,
		Settings: Settings{
			Primary:    "hs_order_name",
			Required:   []string{"hs_order_name"},
			Searchable: []string{"hs_order_name", "hs_external_order_id"},
		},
	})

	Carts = withBase(Type{
		Names:      Names{Plural: "carts", Singular: "cart", TypeID: "0-142"},
		Scopes:     scopesOf("carts"),
		Operations: Eleven,
		Schema: schema.Definition{
			Created: "createdate",
			Groups:  []schema.Group{cartInfo.group("Cart information")},
			Properties: []*schema.Property{
				cartInfo.text("hs_cart_name", "Cart name"),
				cartInfo.text("hs_external_cart_id", "External cart ID"),
				cartInfo.text("hs_external_status", "Status"),
				cartInfo.text("hs_source_store", "Source store"),
				cartInfo.number("hs_total_price", "Total price"),
				cartInfo.currency("hs_currency_code"),
				cartInfo.text("hs_cart_url", "Cart URL"),
			},
		},
		Settings: Settings{Primary: "hs_cart_name", Searchable: []string{"hs_cart_name", "hs_external_cart_id"}},
	})
)

// Invoices are bills.
var Invoices = withBase(Type{
	Names:      Names{Plural: "invoices", Singular: "invoice", TypeID: "0-53"},
	Scopes:     scopesOf("invoices"),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "createdate",
		Groups:  []schema.Group{invoiceInfo.group("Invoice information")},
		Properties: []*schema.Property{
			invoiceInfo.currency("hs_currency"),
			invoiceInfo.time("hs_invoice_date", "Invoice date"),
			invoiceInfo.time("hs_due_date", "Due date"),
			invoiceInfo.choice("hs_invoice_status", "Status", "draft", "open", "paid", "voided"),
			readOnly(invoiceInfo.text("hs_number", "Number")),
			readOnly(invoiceInfo.number("hs_amount_billed", "Amount billed")),
			readOnly(invoiceInfo.number("hs_balance_due", "Balance due")),
			invoiceInfo.text("hs_purchase_order_number", "Purchase order number"),
			invoiceInfo.area("hs_comments", "Comments"),
		},
	},
	Settings: Settings{
		Primary:    "hs_number",
		Required:   []string{"hs_currency"},
		Searchable: []string{"hs_number"},
	},
	Prepare: func(values map[string]string, _ int64) {
		if values["hs_invoice_status"] == "" {
			values["hs_invoice_status"] = "draft"
		}
	},
})

// CommercePayments are payments, known by references of other programs. Paths had another name for them once.
var CommercePayments = withBase(Type{
	Names:      Names{Plural: "commerce_payments", Singular: "commerce_payment", TypeID: "0-101", Old: "payments"},
	Scopes:     scopesOf("commercepayments"),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "createdate",
		Groups:  []schema.Group{paymentInfo.group("Payment information")},
		Properties: []*schema.Property{
			paymentInfo.number("hs_initial_amount", "Gross amount"),
			paymentInfo.time("hs_initiated_date", "Payment date"),
			paymentInfo.currency("hs_currency_code"),
			paymentInfo.text("hs_customer_email", "Customer email"),
			paymentInfo.text("hs_latest_status", "Status"),
			paymentInfo.text("hs_processor_type", "Processor"),
			paymentInfo.text("hs_payment_method_type", "Payment method"),
			unique(paymentInfo.text("hs_external_reference_id", "External reference ID")),
		},
	},
	Settings: Settings{
		Primary:    "hs_customer_email",
		Required:   []string{"hs_initial_amount", "hs_initiated_date"},
		Searchable: []string{"hs_customer_email", "hs_external_reference_id"},
	},
	Identity: Identity{Property: "hs_external_reference_id"},
})

// Subscriptions are payments that recur.
var Subscriptions = withBase(Type{
	Names:      Names{Plural: "subscriptions", Singular: "subscription", TypeID: "0-69"},
	Scopes:     scopesOf("subscriptions"),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "hs_createdate",
		Groups:  []schema.Group{subscriptionInfo.group("Subscription information")},
		Properties: []*schema.Property{
			subscriptionInfo.text("hs_name", "Name"),
			subscriptionInfo.text("hs_status", "Status"),
			subscriptionInfo.currency("hs_currency_code"),
			subscriptionInfo.choice("hs_recurring_billing_frequency", "Billing frequency", frequencies...),
			subscriptionInfo.time("hs_recurring_billing_start_date", "Start date"),
			subscriptionInfo.number("hs_last_payment_amount", "Last payment"),
			subscriptionInfo.time("hs_next_payment_due_date", "Next payment due"),
		},
	},
	Settings: Settings{Primary: "hs_name", Required: []string{"hs_name"}, Searchable: []string{"hs_name"}},
})

// Contracts can be read in v3, and be written from 2026-09 on. HubSpot has not published their type ID: this one is ours.
var Contracts = withBase(Type{
	Names:      Names{Plural: "contracts", Singular: "contract", TypeID: "0-901"},
	Scopes:     scopesOf("contracts"),
	Operations: List | Read | BatchRead, Dated: map[string]Operations{"2026-09": Eleven, beta: Eleven},
	Schema: schema.Definition{
		Created:    "hs_createdate",
		Groups:     []schema.Group{contractInfo.group("Contract information")},
		Properties: []*schema.Property{contractInfo.text("hs_name", "Name")},
	},
	Settings: Settings{Primary: "hs_name", Searchable: []string{"hs_name"}},
})
