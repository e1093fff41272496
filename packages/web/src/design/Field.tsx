import "./field.css";
import { IconAlertCircle, IconCircleCheck, IconEye, IconEyeOff, IconLock } from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useRef, useState } from "react";
import { TextField as AriaTextField, FieldError, Input, Label, Text } from "react-aria-components/TextField";
import { useT } from "../i18n/i18n.ts";
import { Button, IconButton } from "./Button.tsx";

interface TextFieldProps {
	readonly label: string;
	readonly value: string;
	readonly onChange?: (value: string) => void;
	readonly onBlur?: () => void;
	/** What is wrong with it, as a sentence; told when there is one. */
	readonly error?: string | undefined;
	readonly hint?: ReactNode;
	readonly placeholder?: string;
	readonly readOnly?: boolean;
	readonly autoFocus?: boolean;
	readonly type?: "text" | "email" | "password" | "url";
	readonly autoComplete?: string;
	readonly name?: string;
	readonly maxLength?: number;
	/** At the end of the input: a button with an icon. */
	readonly trailing?: ReactElement | undefined;
	/** Below the input, in place of the hint: a meter, a confirmation. */
	readonly below?: ReactNode;
	/** What may stand there instead of what was typed; `label` is what the button that puts it there says. */
	readonly proposal?: { readonly value: string; readonly label: string } | undefined;
	readonly spellCheck?: boolean;
	readonly monospace?: boolean;
}

/** One line of text, with its label above, and below it what is wrong or what helps. */
export function TextField({
	label,
	error,
	hint,
	placeholder,
	trailing,
	below,
	proposal,
	readOnly = false,
	monospace,
	spellCheck = false,
	...field
}: TextFieldProps) {
	const input = useRef<HTMLInputElement>(null);
	return (
		<AriaTextField
			{...field}
			className="px-field"
			isReadOnly={readOnly}
			isInvalid={error !== undefined}
			validationBehavior="aria"
			spellCheck={spellCheck ? "true" : "false"}
		>
			<Label className="px-label">{label}</Label>
			<div className="px-input">
				<Input
					ref={input}
					{...(placeholder === undefined ? {} : { placeholder })}
					className={monospace ? "px-code" : ""}
				/>
				{readOnly ? <IconLock size={18} stroke={1.75} aria-hidden="true" /> : trailing}
			</div>
			<FieldError className="px-message" data-kind="bad">
				<IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
				<span>{error}</span>
			</FieldError>
			{below}
			{proposal ? (
				<div>
					<Button
						size="small"
						onPress={() => {
							field.onChange?.(proposal.value);
							// The button goes, and must not take the focus with it.
							input.current?.focus();
						}}
					>
						{proposal.label}
					</Button>
				</div>
			) : null}
			{hint && error === undefined ? (
				<Text slot="description" className="px-hint">
					{hint}
				</Text>
			) : null}
		</AriaTextField>
	);
}

/** A password, hidden until its owner wants to see it. */
export function PasswordField(props: Omit<TextFieldProps, "type" | "trailing">) {
	const t = useT();
	const [shown, setShown] = useState(false);
	return (
		<TextField
			{...props}
			type={shown ? "text" : "password"}
			trailing={
				<IconButton
					size="small"
					label={t(shown ? "common.field.hidePassword" : "common.field.showPassword")}
					icon={shown ? <IconEyeOff size={18} stroke={1.75} /> : <IconEye size={18} stroke={1.75} />}
					onPress={() => setShown(!shown)}
				/>
			}
		/>
	);
}

/** A line below a field. */
export function FieldMessage({
	kind,
	id,
	children,
}: {
	readonly kind: "ok" | "bad" | "waiting";
	readonly id?: string;
	readonly children: ReactNode;
}) {
	const Icon = kind === "ok" ? IconCircleCheck : IconAlertCircle;
	return (
		<p className="px-message" data-kind={kind} {...(id === undefined ? {} : { id })} aria-live="polite">
			<Icon size={16} stroke={1.75} aria-hidden="true" />
			<span>{children}</span>
		</p>
	);
}
