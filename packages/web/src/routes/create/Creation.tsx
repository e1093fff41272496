import { useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import type { DeviceID } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { entry } from "../../core/names.ts";
import { Question } from "../../design/Dialog.tsx";
import { useNewPassword } from "../../design/NewPassword.tsx";
import { ownDeviceLabel } from "../../entries/deviceLabel.ts";
import { useT } from "../../i18n/i18n.ts";
import { CheckStep } from "./CheckStep.tsx";
import { Created, Creating } from "./Created.tsx";
import { DetailsStep } from "./DetailsStep.tsx";
import { OrganizationStep } from "./OrganizationStep.tsx";
import { PasswordStep } from "./PasswordStep.tsx";
import { type CreationFailure, type Entries, STEPS, type StepName } from "./steps.ts";

type Phase =
	| { readonly at: StepName }
	| { readonly at: "creating" }
	/** `loggedIn`: the fresh device is open already. */
	| { readonly at: "done"; readonly deviceId: DeviceID; readonly loggedIn: boolean };

interface CreationProps {
	/** The link that allows it, where one is needed. */
	readonly link: string | null;
	/** The name that the link gives. */
	readonly fixed: string | null;
}

/** Four questions, then the work. */
export function Creation({ link, fixed }: CreationProps) {
	const t = useT();
	const [phase, setPhase] = useState<Phase>({ at: "organization" });
	const [entries, setEntries] = useState<Entries>({ organization: fixed ?? "", name: "", email: "" });
	const [failure, setFailure] = useState<CreationFailure | null>(null);
	const password = useNewPassword([entries.organization, entries.name, entries.email]);
	const change = (changed: Partial<Entries>) => {
		setEntries((before) => ({ ...before, ...changed }));
		// What the server refused was something else.
		setFailure(null);
	};
	const go = (at: StepName) => setPhase({ at });

	const begun = entries.organization !== (fixed ?? "") || entries.name !== "" || entries.email !== "";
	const unfinished = begun && phase.at !== "done";

	async function create(): Promise<void> {
		const { accepted } = password;
		if (accepted === null) return go("password");
		setFailure(null);
		setPhase({ at: "creating" });
		const outcome = await createAndLogIn(link, entries, accepted).catch(toFailure);
		if (outcome.status === "ok") {
			password.clear();
			setPhase({ at: "done", deviceId: outcome.deviceId, loggedIn: outcome.loggedIn });
		} else {
			setFailure(outcome);
			setPhase({ at: "check" });
		}
	}

	return (
		<>
			<LeavingQuestion ask={unfinished} />
			{phase.at === "creating" ? (
				<Creating organization={entry(entries.organization)} />
			) : phase.at === "done" ? (
				<Created organization={entry(entries.organization)} deviceId={phase.deviceId} loggedIn={phase.loggedIn} />
			) : phase.at === "organization" ? (
				<OrganizationStep
					value={entries.organization}
					fixed={fixed !== null}
					onChange={(organization) => change({ organization })}
					onNext={() => go("details")}
				/>
			) : phase.at === "details" ? (
				<DetailsStep
					entries={entries}
					onChange={change}
					onBack={() => go("organization")}
					onNext={() => go("password")}
				/>
			) : phase.at === "password" ? (
				<PasswordStep
					organization={entry(entries.organization)}
					email={entry(entries.email)}
					value={password}
					onBack={() => go("details")}
					onNext={() => go("check")}
				/>
			) : (
				<CheckStep
					entries={entries}
					fixed={fixed !== null}
					failure={failure}
					onEdit={go}
					onBack={() => go("password")}
					onCreate={() => void create()}
				/>
			)}
			<span className="px-visually-hidden" role="status">
				{isStep(phase.at)
					? t("create.stepsLabel", {
							step: STEPS.indexOf(phase.at) + 1,
							count: STEPS.length,
							name: t(`create.steps.${phase.at}`),
						})
					: null}
			</span>
		</>
	);
}

function isStep(at: Phase["at"]): at is StepName {
	return (STEPS as readonly string[]).includes(at);
}

type CreationOutcome =
	| { readonly status: "ok"; readonly deviceId: DeviceID; readonly loggedIn: boolean }
	| CreationFailure;

/** A bug in the core, of which nothing better is known: said, instead of a page that works for ever. */
function toFailure(error: unknown): CreationFailure {
	return { status: "failed", detail: error instanceof Error ? error.message : String(error) };
}

/** So that the work is seen to be done, and nothing flashes (web-app.md §5.2). */
const SHORTEST_WORK_MS = 1_000;

/** The password is held no longer than this. */
async function createAndLogIn(link: string | null, entries: Entries, password: string): Promise<CreationOutcome> {
	const running = await core();
	const shown = new Promise((resolve) => setTimeout(resolve, SHORTEST_WORK_MS));
	const created = await running.createOrganization(
		{
			bootstrapLink: link,
			organizationId: entry(entries.organization),
			name: entry(entries.name),
			email: entry(entries.email),
			password,
		},
		ownDeviceLabel(),
	);
	if (created.status !== "ok") return created;
	// The organization exists whatever becomes of this: what prevents it is told where one logs in by hand.
	const loggedIn = await running.logIn(created.deviceId, password).then(
		({ status }) => status === "ok",
		() => false,
	);
	await shown;
	return { status: "ok", deviceId: created.deviceId, loggedIn };
}

/** Leaving loses what was typed: asked in the page, and by the browser when the page itself is left. */
function LeavingQuestion({ ask }: { readonly ask: boolean }) {
	const t = useT();
	const { status, proceed, reset } = useBlocker({
		shouldBlockFn: ({ current, next }) => ask && next.pathname !== current.pathname,
		enableBeforeUnload: () => ask,
		withResolver: true,
	});
	if (status !== "blocked") return null;
	return (
		<Question
			danger
			title={t("create.leave.title")}
			confirm={t("create.leave.leave")}
			keep={t("create.leave.stay")}
			onConfirm={proceed}
			onKeep={reset}
		>
			<p className="px-secondary">{t("create.leave.text")}</p>
		</Question>
	);
}
