# What messages say of a topic that nobody listens to.
package cache_audit.lib.topic

# Why nobody hears it, by the number of its subscriptions, of which none is confirmed.
silence(0) := "it has no subscription"

silence(1) := "its subscription is not confirmed"

silence(subscriptions) := sprintf("%d subscriptions, none confirmed", [subscriptions]) if {
	subscriptions > 1
}
