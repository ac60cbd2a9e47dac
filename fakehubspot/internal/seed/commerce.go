package seed

import "strconv"

// product is what an account sells.
func product(d *draft) {
	f := d.faker
	d.set("name", f.ProductName())
	d.set("hs_sku", "SKU-"+strconv.Itoa(10_000+d.place))
	d.set("hs_folder", pick(d, "hardware", "software", "services"))
	d.set("price", d.money(5, 900))
	d.set("description", f.Sentence())
	d.choose("hs_product_type")
	if f.IntN(3) == 0 {
		d.choose("recurringbillingfrequency")
	}
}

// lineItem is some of a product in a deal.
func lineItem(d *draft) {
	price := 500 + d.faker.IntN(80_000) // cents
	quantity := 1 + d.faker.IntN(12)
	d.set("name", d.faker.ProductName())
	d.set("hs_external_id", "line-"+strconv.Itoa(d.place+1))
	d.set("quantity", strconv.Itoa(quantity))
	d.set("price", cents(price))
	d.set("amount", cents(price*quantity))
}

// quote is an offer.
func quote(d *draft) {
	f := d.faker
	d.set("hs_title", "Offer of "+f.ProductName()+" to "+f.Company())
	d.set("hs_expiration_date", d.after(90))
	d.choose("hs_status")
	first, last := f.FirstName(), f.LastName()
	d.set("hs_sender_firstname", first)
	d.set("hs_sender_lastname", last)
	d.set("hs_sender_email", d.email(first, last))
}

// order is what a shop sold, cart what was about to be bought.
func order(d *draft) {
	f := d.faker
	d.set("hs_order_name", "Order #"+strconv.Itoa(1001+d.place))
	d.set("hs_external_order_id", strconv.Itoa(700_000+d.place))
	d.set("hs_total_price", d.money(10, 2_000))
	d.set("hs_source_store", pick(d, "web", "app", "shop"))
	d.set("hs_shipping_address_city", f.City())
	d.set("hs_shipping_address_country", f.Country())
	d.stage("hs_pipeline", "hs_pipeline_stage")
}

func cart(d *draft) {
	d.set("hs_cart_name", "Cart "+strconv.Itoa(1+d.place))
	d.set("hs_external_cart_id", "cart-"+strconv.Itoa(1+d.place))
	d.set("hs_external_status", pick(d, "active", "abandoned", "completed"))
	d.set("hs_total_price", d.money(10, 2_000))
	d.set("hs_source_store", pick(d, "web", "app"))
}

// invoice is a bill.
func invoice(d *draft) {
	d.set("hs_currency", "USD")
	d.choose("hs_invoice_status")
	d.set("hs_number", "INV-"+strconv.Itoa(1001+d.place))
	d.set("hs_amount_billed", d.money(50, 20_000))
	d.set("hs_invoice_date", d.after(1))
	d.set("hs_due_date", d.after(45))
}

// payment is money that came in.
func payment(d *draft) {
	d.set("hs_initial_amount", d.money(10, 20_000))
	d.set("hs_initiated_date", d.after(1))
	d.set("hs_currency_code", "USD")
	d.set("hs_latest_status", pick(d, "succeeded", "succeeded", "succeeded", "refunded", "failed"))
	d.set("hs_external_reference_id", "pay-"+strconv.Itoa(1+d.place))
	d.set("hs_customer_email", d.email(d.faker.FirstName(), d.faker.LastName()))
}

// subscription is a payment that recurs.
func subscription(d *draft) {
	d.set("hs_name", d.faker.ProductName())
	d.set("hs_status", pick(d, "active", "active", "active", "past_due", "canceled"))
	d.choose("hs_recurring_billing_frequency")
	d.set("hs_recurring_billing_start_date", d.after(30))
	d.set("hs_last_payment_amount", d.money(5, 500))
}

// charge is a discount, a fee or a tax.
func charge(d *draft) {
	d.set("hs_label", title(d.faker.Adjective())+" "+strconv.Itoa(1+d.place))
	d.choose("hs_type")
	d.set("hs_value", strconv.Itoa(1+d.faker.IntN(25)))
}
