// SPDX-License-Identifier: GPL-2.0-only
/* An extension refuses: its sentence on the way to the operator. */
#include <linux/kernel.h>
#include <linux/netlink.h>

#include "refusal.h"
#include "stack.h"

/* The message of a refusal is read after the locks are let go of. So many may
 * be under way at once before one overwrites another.
 */
#define SENTENCES	32
#define SENTENCE_LEN	192

static char *next_sentence(void)
{
	static char sentences[SENTENCES][SENTENCE_LEN];
	static atomic_t next;

	return sentences[(unsigned int)atomic_inc_return(&next) % SENTENCES];
}

/* The sentence of a refusal gets the extension's name, and one is found where
 * it said none.
 */
void xvs_refusal_explain(const struct xvs_attachment *att, int err,
			 struct netlink_ext_ack *extack)
{
	char *sentence;

	if (!extack)
		return;
	sentence = next_sentence();
	if (extack->_msg)
		scnprintf(sentence, SENTENCE_LEN, "%s: %s", att->pub.ext->name,
			  extack->_msg);
	else
		scnprintf(sentence, SENTENCE_LEN,
			  "%s: refuses (error %d) and does not say why",
			  att->pub.ext->name, -err);
	extack->_msg = sentence;
}
