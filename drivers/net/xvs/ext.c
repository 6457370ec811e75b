// SPDX-License-Identifier: GPL-2.0-only
/* The extensions that there are, by name, and their coming and going. */
#include <linux/kmod.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "attach.h"
#include "ext.h"
#include "stack.h"
#include "switch.h"

struct entry {
	struct list_head	node;
	const struct xvs_ext	*ext;
};

static LIST_HEAD(entries);
static DEFINE_MUTEX(lock);	/* of entries; inside rtnl */

static struct entry *find_locked(const char *name)
{
	struct entry *entry;

	list_for_each_entry(entry, &entries, node)
		if (!strcmp(entry->ext->name, name))
			return entry;
	return NULL;
}

static const struct xvs_ext *find(const char *name)
{
	const struct entry *entry;

	mutex_lock(&lock);
	entry = find_locked(name);
	mutex_unlock(&lock);
	return entry ? entry->ext : NULL;
}

bool xvs_ext_nth(unsigned int n, struct xvs_ext_kind *kind)
{
	struct entry *entry;
	bool found = false;

	mutex_lock(&lock);
	list_for_each_entry(entry, &entries, node) {
		if (n--)
			continue;
		strscpy(kind->name, entry->ext->name, sizeof(kind->name));
		kind->class = entry->ext->class;
		kind->version = entry->ext->version;
		found = true;
		break;
	}
	mutex_unlock(&lock);
	return found;
}

void xvs_ext_load(const char *name)
{
	if (!find(name))
		request_module("xvs-ext-%s", name);
}

/* Who unregisters takes the extension from all switches under rtnl, after it is
 * no longer found here.
 */
struct xvs_attachment *xvs_ext_attach_locked(struct xvs_switch *sw,
					     const char *name,
					     const struct xvs_attach_set *set,
					     struct netlink_ext_ack *extack)
{
	const struct xvs_ext *ext;

	ASSERT_RTNL();
	ext = find(name);
	if (!ext) {
		NL_SET_ERR_MSG(extack,
			       "there is no extension of that name, loaded or to load");
		return ERR_PTR(-ENOENT);
	}
	return xvs_attach_new_locked(sw, ext, set, extack);
}

/* --- registration --- */

static bool is_name(const char *name, size_t max)
{
	size_t len = strlen(name);

	return len && len <= max &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static const char *find_fault_in_hooks(const struct xvs_ext *ext)
{
	if (ext->forward && ext->class != XVS_EXT_CLASS_FORWARD)
		return "only a forwarder has a forward hook";
	if (!ext->forward && ext->class == XVS_EXT_CLASS_FORWARD)
		return "a forwarder has a forward hook";
	return NULL;
}

static const char *find_fault(const struct xvs_ext *ext)
{
	unsigned int i;

	if (ext->abi != XVS_EXT_ABI)
		return "it was built for another version of the switch";
	if (!is_name(ext->name, XVS_EXT_NAME_LEN))
		return "its name is not one of 1 to 15 small letters, digits and dashes";
	if (ext->class > XVS_EXT_CLASS_FORWARD)
		return "there is no such class";
	if (ext->property_count > 64)
		return "it has more than 64 properties";
	for (i = 0; i < ext->property_count; i++)
		if (!is_name(ext->properties[i].name, 31))
			return "the name of a property is not one of 1 to 31 small letters, digits and dashes";
	for (i = 0; i < ext->table_count; i++)
		if (!ext->tables[i].next)
			return "a table cannot be read";
	return find_fault_in_hooks(ext);
}

int xvs_ext_register(const struct xvs_ext *ext)
{
	const char *fault = find_fault(ext);
	struct entry *entry;
	int err = 0;

	if (fault) {
		pr_warn("xvs: extension %s is not registered: %s\n",
			ext->name, fault);
		return -EINVAL;
	}
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		return -ENOMEM;
	entry->ext = ext;
	mutex_lock(&lock);
	if (find_locked(ext->name))
		err = -EEXIST;
	else
		list_add_tail(&entry->node, &entries);
	mutex_unlock(&lock);
	if (err)
		kfree(entry);
	return err;
}
EXPORT_SYMBOL_NS_GPL(xvs_ext_register, XVS);

static void detach_from(struct xvs_switch *sw, const void *ext)
{
	struct xvs_attachment *att;

	mutex_lock(&sw->lock);
	att = xvs_attach_find_locked(sw, ((const struct xvs_ext *)ext)->name);
	if (att)
		xvs_attach_delete_locked(att);
	xvs_switch_unlock(sw);
}

void xvs_ext_unregister(const struct xvs_ext *ext)
{
	struct entry *entry;

	mutex_lock(&lock);
	entry = find_locked(ext->name);
	if (!WARN_ON(!entry || entry->ext != ext))
		list_del(&entry->node);
	else
		entry = NULL;
	mutex_unlock(&lock);
	if (!entry)
		return;
	kfree(entry);
	rtnl_lock();
	xvs_switch_visit_all(detach_from, ext);
	rtnl_unlock();
	/* of frames, and of the bytes of its ports */
	synchronize_net();
}
EXPORT_SYMBOL_NS_GPL(xvs_ext_unregister, XVS);
