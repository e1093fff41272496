import { IconDevices, IconKey, IconMessages } from "@tabler/icons-react";
import { useState } from "react";
import type { GuestView, WaitingHost } from "../../core/api.ts";
import { Button } from "../../design/Button.tsx";
import { Badge, PersonAvatar } from "../../design/Identity.tsx";
import { compareTexts, useFormat } from "../../i18n/format.ts";
import { useT } from "../../i18n/i18n.ts";
import { inSentence } from "../greet/inSentence.ts";

const SHOWN_AT_FIRST = 5;

/** Who may greet the guest, and who of them is here. */
export function MeetHosts({
	view,
	email,
	onContinue,
}: {
	readonly view: Extract<GuestView, { readonly step: "meet" }>;
	readonly email: string;
	readonly onContinue: () => void;
}) {
	const t = useT();
	const [all, setAll] = useState(false);
	const { ready, interruption } = view;
	const hosts = inOrder(view.hosts, ready?.id);
	const shown = all ? hosts : hosts.slice(0, SHOWN_AT_FIRST);
	const more = hosts.length - shown.length;
	return (
		<>
			<section className="px-room-paper">
				<div className="px-room-heading">
					<h2>{t("join.meet.who")}</h2>
					<span className="px-hint">{t("join.meet.invitation", { email })}</span>
				</div>
				<ul className="px-room-people">
					{shown.map((host) => (
						<HostRow key={host.id} host={host} here={host.id === ready?.id} />
					))}
				</ul>
				{more > 0 ? (
					<Button variant="ghost" size="small" onPress={() => setAll(true)}>
						{t("join.meet.showAll", { count: more })}
					</Button>
				) : null}
			</section>
			<div className="px-room-actions">
				<Button size="large" variant="primary" disabled={!ready} onPress={onContinue}>
					{ready === null
						? t("join.meet.continue")
						: interruption
							? t("join.meet.again")
							: t("join.meet.continueWith", { name: ready.name ?? t("common.anonymous") })}
				</Button>
			</div>
			<p className="px-hint px-room-hint">{t(ready ? "join.meet.warning" : "join.meet.hint")}</p>
		</>
	);
}

function HostRow({ host, here }: { readonly host: WaitingHost; readonly here: boolean }) {
	const t = useT();
	return (
		<li>
			<PersonAvatar
				id={host.id}
				name={host.name}
				size="large"
				gone={host.left && !here}
				{...(host.left ? {} : { online: here })}
			/>
			<span className="px-grow">
				<span className="px-room-name">
					<b>{host.name ?? t("common.anonymous")}</b>
					{host.invitedYou ? <span className="px-hint">{t("join.meet.invitedYou")}</span> : null}
				</span>
				<span className="px-secondary px-room-address">{host.email}</span>
			</span>
			<Presence host={host} here={here} />
		</li>
	);
}

function Presence({ host, here }: { readonly host: WaitingHost; readonly here: boolean }) {
	const t = useT();
	const format = useFormat();
	// Nothing green: who it is remains to be seen.
	if (here) return <Badge kind="info">{t("join.meet.waitingForYou")}</Badge>;
	if (host.left) return <span className="px-hint">{t("join.meet.leftNow")}</span>;
	if (host.lastWaitedOn === null) return <span className="px-hint">{t("join.meet.notHere")}</span>;
	return <span className="px-hint">{t("join.meet.wasHere", { ago: inSentence(format.ago(host.lastWaitedOn)) })}</span>;
}

/** Who is here, who invited, who was here last, then by name. */
function inOrder(hosts: readonly WaitingHost[], here: string | undefined): readonly WaitingHost[] {
	return hosts.toSorted(
		(a, b) =>
			Number(b.id === here) - Number(a.id === here) ||
			Number(b.invitedYou) - Number(a.invitedYou) ||
			(b.lastWaitedOn ?? 0) - (a.lastWaitedOn ?? 0) ||
			compareTexts(a.name ?? "", b.name ?? ""),
	);
}

/** What comes when this device joins the others of the same person. */
export function MeetDevice({
	ready,
	again,
	onContinue,
}: {
	readonly ready: boolean;
	readonly again: boolean;
	readonly onContinue: () => void;
}) {
	const t = useT();
	const items = [
		{ id: "open", icon: IconDevices },
		{ id: "codes", icon: IconMessages },
		{ id: "password", icon: IconKey },
	] as const;
	return (
		<>
			{again ? null : (
				<ol className="px-room-paper px-room-list">
					{items.map(({ id, icon: Icon }) => (
						<li key={id}>
							<Icon size={20} stroke={1.6} aria-hidden="true" />
							<div>
								<b>{t(`join.meetDevice.items.${id}.title`)}</b>
								<span className="px-secondary">{t(`join.meetDevice.items.${id}.text`)}</span>
							</div>
						</li>
					))}
				</ol>
			)}
			<div className="px-room-actions">
				<Button size="large" variant="primary" disabled={!ready} onPress={onContinue}>
					{t(again ? "join.meet.again" : "join.meetDevice.continue")}
				</Button>
			</div>
			<p className="px-hint px-room-hint">{ready ? "" : t("join.meetDevice.hint")}</p>
		</>
	);
}
