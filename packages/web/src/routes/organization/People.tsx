import type { User } from "../../core/api.ts";
import { PersonAvatar } from "../../design/Identity.tsx";
import { useT } from "../../i18n/i18n.ts";

const NAMED = 3;

/** Whom a dialog is about: the first three, and how many more. */
export function People({ users }: { readonly users: readonly User[] }) {
	const t = useT();
	const more = users.length - NAMED;
	return (
		<ul className="px-people">
			{users.slice(0, NAMED).map((user) => (
				<li key={user.id}>
					<PersonAvatar id={user.id} name={user.name} size={users.length === 1 ? "large" : "medium"} />
					<span className="px-grow">
						<b className="px-ellipsis">{user.name ?? t("common.anonymous")}</b>
						<span className="px-ellipsis px-secondary">{user.email}</span>
					</span>
				</li>
			))}
			{more > 0 ? <li className="px-hint">{t("organization.change.others", { count: more })}</li> : null}
		</ul>
	);
}
