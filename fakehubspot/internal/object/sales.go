package object

import "github.com/hubspot-to-sesam/testbed/fakehubspot/internal/schema"

// ecommerce is the scope of shops, which allows what they deal in.
const ecommerce = "e-commerce"

const (
	productInfo  = section("productinformation")
	lineItemInfo = section("lineiteminformation")
	quoteInfo    = section("quoteinformation")
	templateInfo = section("quote_template_information")
)

// Products are what an account sells, known by their SKUs.
var Products = withBase(Type{
	Names:      Names{Plural: "products", Singular: "product", TypeID: "0-7"},
	Scopes:     scopesOf("products").or(ecommerce),
	Operations: Eleven,
	Schema: schema.Definition{
		Created:  "createdate",
		NoUnique: true,
		Groups:   []schema.Group{productInfo.group("Product information")},
		Properties: []*schema.Property{
			productInfo.text("name", "Name"),
			productInfo.area("description", "Product description"),
			productInfo.number("price", "Unit price"),
			unique(productInfo.text("hs_sku", "SKU")),
			productInfo.text("hs_folder", "Folder"),
			productInfo.number("hs_cost_of_goods_sold", "Unit cost"),
			productInfo.choice("recurringbillingfrequency", "Billing frequency", frequencies...),
			productInfo.choice("hs_product_type", "Product type", "inventory", "non_inventory", "service"),
			productInfo.text("hs_url", "URL"),
		},
	},
	Defaults: []string{"description", "name", "price"},
	Settings: Settings{
		Primary:    "name",
		Required:   []string{"name"},
		Searchable: []string{"name", "description", "price", "hs_sku"},
	},
	Identity: Identity{Property: "hs_sku"},
})

// LineItems are products in one deal, quote or order.
var LineItems = withBase(Type{
	Names:      Names{Plural: "line_items", Singular: "line_item", TypeID: "0-8"},
	Scopes:     scopesOf("line_items").or(ecommerce),
	Operations: Eleven,
	Schema: schema.Definition{
		Created: "createdate",
		Groups:  []schema.Group{lineItemInfo.group("Line item information")},
		Properties: []*schema.Property{
			lineItemInfo.text("name", "Name"),
			lineItemInfo.area("description", "Description"),
			lineItemInfo.number("quantity", "Quantity"),
			lineItemInfo.number("price", "Unit price"),
			readOnly(lineItemInfo.number("amount", "Net price")),
			lineItemInfo.number("discount", "Unit discount"),
			lineItemInfo.number("hs_discount_percentage", "Discount percentage"),
			lineItemInfo.text("hs_sku", "SKU"),
			lineItemInfo.number("hs_product_id", "Product ID"),
			lineItemInfo.currency("hs_line_item_currency_code"),
			lineItemInfo.choice("recurringbillingfrequency", "Billing frequency", frequencies...),
			lineItemInfo.number("hs_position_on_quote", "Position on quote"),
			unique(lineItemInfo.text("hs_external_id", "External ID")),
		},
	},
	Defaults: []string{"amount", "price", "quantity"},
	Settings: Settings{Primary: "name", Searchable: []string{"name", "description"}},
	Identity: Identity{Property: "hs_external_id"},
})

// Quotes are offers for a deal.
var Quotes = withBase(Type{
	Names:      Names{Plural: "quotes", Singular: "quote", TypeID: "0-14"},
	Scopes:     scopesOf("quotes").or(ecommerce),
	Operations: Eleven,
	Takes:      []string{LineItems.TypeID},
	Schema: schema.Definition{
		Created: "hs_createdate",
		Groups:  []schema.Group{quoteInfo.group("Quote information")},
		Properties: []*schema.Property{
			quoteInfo.text("hs_title", "Quote title"),
			quoteInfo.time("hs_expiration_date", "Expiration date"),
			quoteInfo.choice("hs_status", "Status", "DRAFT", "MINIMAL_DRAFT", "APPROVAL_NOT_NEEDED", "PENDING_APPROVAL", "APPROVED", "REJECTED"),
			readOnly(quoteInfo.text("hs_public_url_key", "Public URL key")),
			quoteInfo.choice("hs_template_type", "Template type", "QUOTE", "CUSTOMIZABLE_QUOTE_TEMPLATE", "PROPOSAL", "CPQ_QUOTE"),
			quoteInfo.currency("hs_currency"),
			quoteInfo.choice("hs_language", "Language", "de", "en", "es", "fr", "nb", "sv"),
			quoteInfo.area("hs_comments", "Comments to buyer"),
			quoteInfo.area("hs_terms", "Purchase terms"),
			quoteInfo.text("hs_sender_firstname", "Sender first name"),
			quoteInfo.text("hs_sender_lastname", "Sender last name"),
			quoteInfo.text("hs_sender_email", "Sender email"),
			readOnly(quoteInfo.number("hs_quote_amount", "Quote amount")),
		},
	},
	Defaults: []string{"hs_expiration_date", "hs_public_url_key", "hs_status", "hs_title"},
	Settings: Settings{
		Primary:    "hs_sender_firstname",
		Required:   []string{"hs_title", "hs_expiration_date"},
		Searchable: []string{"hs_sender_firstname", "hs_sender_lastname", "hs_title", "hs_sender_email"},
	},
	Prepare: func(values map[string]string, _ int64) {
		if values["hs_status"] == "" {
			values["hs_status"] = "DRAFT"
		}
	},
})

// QuoteTemplates are what quotes look like.
var QuoteTemplates = withBase(Type{
	Names:      Names{Plural: "quote_templates", Singular: "quote_template", TypeID: "0-64"},
	Scopes:     scopesOf("quotes").or(ecommerce),
	Operations: ReadOnly,
	Schema: schema.Definition{
		Created:    "hs_createdate",
		Groups:     []schema.Group{templateInfo.group("Quote template information")},
		Properties: []*schema.Property{templateInfo.text("hs_name", "Name"), templateInfo.flag("hs_active", "Active")},
	},
	Defaults: []string{"hs_active", "hs_name"},
	Settings: Settings{Primary: "hs_name", Searchable: []string{"hs_name"}},
})

// frequencies are how often something recurring is paid.
var frequencies = []string{"weekly", "biweekly", "monthly", "quarterly", "per_six_months", "annually", "per_two_years", "per_three_years"}
