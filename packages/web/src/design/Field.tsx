import "./field.css";
import {
	IconAlertCircle,
	IconCheck,
	IconCircleCheck,
	IconEye,
	IconEyeOff,
	IconLock,
	IconMinus,
	IconSearch,
	IconX,
} from "@tabler/icons-react";
import { type ReactElement, type ReactNode, useId, useState } from "react";
import {
	Checkbox as AriaCheckbox,
	SearchField as AriaSearchField,
	TextField as AriaTextField,
	FieldError,
	Input,
	Label,
	Radio,
	RadioGroup,
	Text,
} from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";

export interface TextFieldProps {
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
	readOnly = false,
	monospace,
	spellCheck = false,
	...field
}: TextFieldProps) {
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
				<Input {...(placeholder === undefined ? {} : { placeholder })} className={monospace ? "px-code" : ""} />
				{readOnly ? <IconLock size={18} stroke={1.75} aria-hidden="true" /> : trailing}
			</div>
			<FieldError className="px-message" data-kind="bad">
				<IconAlertCircle size={16} stroke={1.75} aria-hidden="true" />
				<span>{error}</span>
			</FieldError>
			{below}
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

export function SearchField({
	label,
	placeholder,
	value,
	onChange,
}: {
	readonly label: string;
	readonly placeholder: string;
	readonly value: string;
	readonly onChange: (value: string) => void;
}) {
	const t = useT();
	return (
		<AriaSearchField className="px-field px-search" aria-label={label} value={value} onChange={onChange}>
			<div className="px-input">
				<IconSearch size={18} stroke={1.75} aria-hidden="true" />
				<Input placeholder={placeholder} />
				{value === "" ? null : (
					<IconButton
						size="small"
						label={t("common.field.clearSearch")}
						icon={<IconX size={16} stroke={1.75} />}
						onPress={() => onChange("")}
					/>
				)}
			</div>
		</AriaSearchField>
	);
}

/** The square of a checkbox; what is around it carries `data-selected`. */
export function CheckMark({ indeterminate = false }: { readonly indeterminate?: boolean }) {
	return (
		<span className="px-check" aria-hidden="true">
			{indeterminate ? <IconMinus size={14} stroke={2.6} /> : <IconCheck size={14} stroke={2.6} />}
		</span>
	);
}

export function Checkbox({
	isSelected,
	onChange,
	children,
}: {
	readonly isSelected: boolean;
	readonly onChange: (selected: boolean) => void;
	readonly children: ReactNode;
}) {
	return (
		<AriaCheckbox className="px-checkbox" isSelected={isSelected} onChange={onChange}>
			<CheckMark />
			<span>{children}</span>
		</AriaCheckbox>
	);
}

export interface Choice<Value extends string> {
	readonly value: Value;
	readonly icon?: ReactElement;
	readonly name: string;
	readonly description?: string;
	/** Why it may not be chosen now, in place of the description. */
	readonly forbidden?: string | undefined;
}

/** One among a few, each with its description; nothing is chosen while `value` is null. */
export function ChoiceCards<Value extends string>({
	label,
	value,
	choices,
	onChange,
}: {
	readonly label: string;
	readonly value: Value | null;
	readonly choices: readonly Choice<Value>[];
	readonly onChange: (value: Value) => void;
}) {
	const id = useId();
	return (
		<RadioGroup value={value} onChange={(chosen) => onChange(chosen as Value)}>
			<Label className="px-choices-label">{label}</Label>
			<div className="px-choices">
				{choices.map((choice) => (
					<Radio
						key={choice.value}
						value={choice.value}
						isDisabled={choice.forbidden !== undefined}
						className="px-choice-card"
						aria-label={choice.name}
						aria-describedby={`${id}-${choice.value}`}
					>
						<span className="px-radio" aria-hidden="true" />
						{choice.icon}
						<span className="px-grow">
							<b>{choice.name}</b>
							<span className="px-secondary" id={`${id}-${choice.value}`} style={{ display: "block" }}>
								{choice.forbidden ?? choice.description}
							</span>
						</span>
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}

/** One among two or three short words, side by side. */
export function Segments<Value extends string>({
	label,
	value,
	choices,
	onChange,
}: {
	readonly label: string;
	readonly value: Value;
	readonly choices: readonly { readonly value: Value; readonly name: string; readonly icon?: ReactElement }[];
	readonly onChange: (value: Value) => void;
}) {
	return (
		<RadioGroup
			aria-label={label}
			value={value}
			onChange={(chosen) => onChange(chosen as Value)}
			orientation="horizontal"
		>
			<div className="px-segments">
				{choices.map((choice) => (
					<Radio key={choice.value} value={choice.value} className="px-segment">
						{choice.icon}
						{choice.name}
					</Radio>
				))}
			</div>
		</RadioGroup>
	);
}
