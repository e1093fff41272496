import { useEffect, useState } from "react";
import type { PasswordStrength } from "../core/api.ts";
import { core } from "../core/core.ts";
import { useT } from "../i18n/i18n.ts";
import { Note } from "./Feedback.tsx";
import { FieldMessage, PasswordField } from "./Field.tsx";

export interface NewPassword {
	readonly password: string;
	readonly again: string;
	/** `null` until the core has told it of exactly this password; `unknown`: it could not. */
	readonly strength: PasswordStrength | "unknown" | null;
	/** What may be used: strong, and typed twice the same; else `null`. */
	readonly accepted: string | null;
	readonly setPassword: (password: string) => void;
	readonly setAgain: (again: string) => void;
	/** Forgets both. */
	readonly clear: () => void;
}

const STOPPED_TYPING_MS = 150;

/** A new password being chosen. `personal`: names and addresses that do not count as hard to guess. */
export function useNewPassword(personal: readonly string[]): NewPassword {
	const [password, setPassword] = useState("");
	const [again, setAgain] = useState("");
	const [estimate, setEstimate] = useState<Estimate | null>(null);
	const words = personal.join("\n");

	useEffect(() => {
		setEstimate(null);
		if (password === "") return;
		let superseded = false;
		async function ask(): Promise<void> {
			const strength = await estimateStrength(password, words.split("\n"));
			if (!superseded) setEstimate({ of: password, strength });
		}
		const timer = setTimeout(() => void ask(), STOPPED_TYPING_MS);
		return () => {
			superseded = true;
			clearTimeout(timer);
		};
	}, [password, words]);

	const strength = estimate?.of === password ? estimate.strength : null;
	return {
		password,
		again,
		strength,
		accepted: isStrong(strength) && again === password ? password : null,
		setPassword,
		setAgain,
		clear: () => {
			setPassword("");
			setAgain("");
		},
	};
}

interface Estimate {
	readonly of: string;
	readonly strength: PasswordStrength | "unknown";
}

/** Its dictionaries come from the server when they are first asked for. */
async function estimateStrength(password: string, personal: readonly string[]): Promise<Estimate["strength"]> {
	try {
		return await (await core()).passwordStrength(password, personal);
	} catch {
		return "unknown";
	}
}

function isStrong(strength: NewPassword["strength"]): boolean {
	return strength !== null && strength !== "unknown" && strength.level === "strong";
}

const SEGMENTS = { low: 1, moderate: 2, strong: 3 } as const;

interface NewPasswordFieldsProps {
	readonly value: NewPassword;
	/** The label of the first field, where "Password" alone would not do. */
	readonly label?: string;
	readonly autoFocus?: boolean;
	/** What the browser's own password store files it under. */
	readonly username: string;
}

/** A new password, twice, with how strong it is and whether both match. */
export function NewPasswordFields({ value, label, autoFocus = false, username }: NewPasswordFieldsProps) {
	const t = useT();
	const { password, again, setPassword, setAgain, strength } = value;
	const differs = again !== "" && !password.startsWith(again);
	const [leftAgain, setLeftAgain] = useState(false);
	const mismatch = again !== "" && again !== password && (differs || leftAgain);
	return (
		<>
			<input type="email" autoComplete="username" value={username} readOnly hidden />
			<PasswordField
				label={label ?? t("common.field.password")}
				value={password}
				onChange={setPassword}
				autoComplete="new-password"
				autoFocus={autoFocus}
				below={<Strength strength={strength} />}
			/>
			<PasswordField
				label={t("common.field.passwordAgain")}
				value={again}
				onChange={setAgain}
				onBlur={() => setLeftAgain(true)}
				autoComplete="new-password"
				error={mismatch ? t("common.password.mismatch") : undefined}
				below={
					mismatch ? undefined : (
						<div className="px-message-place">
							{again !== "" && again === password ? (
								<FieldMessage kind="ok">{t("common.password.match")}</FieldMessage>
							) : null}
						</div>
					)
				}
			/>
			<Note>{t("common.password.noReset")}</Note>
		</>
	);
}

/** Three segments and the word; the place of the word is kept while nothing is known. */
function Strength({ strength: told }: { readonly strength: NewPassword["strength"] }) {
	const t = useT();
	const strength = told === "unknown" ? null : told;
	const filled = strength ? SEGMENTS[strength.level] : 0;
	return (
		<>
			{/* biome-ignore lint/a11y/useSemanticElements: browsers draw their own <meter>, in colours that are not ours. */}
			<div
				className="px-meter"
				role="meter"
				aria-label={t("common.password.strength")}
				aria-valuemin={0}
				aria-valuemax={3}
				aria-valuenow={filled}
			>
				{[1, 2, 3].map((segment) => (
					<i key={segment} data-filled={strength && segment <= filled ? strength.level : undefined} />
				))}
			</div>
			<div className="px-message-place">
				{strength ? (
					<FieldMessage kind={MESSAGE_KINDS[strength.level]}>
						{t(`common.password.${strength.level}`, { time: t(`common.password.time.${strength.crackTime}`) })}
					</FieldMessage>
				) : null}
				{told === "unknown" ? <FieldMessage kind="bad">{t("common.password.unknown")}</FieldMessage> : null}
			</div>
		</>
	);
}

const MESSAGE_KINDS = { low: "bad", moderate: "waiting", strong: "ok" } as const;
