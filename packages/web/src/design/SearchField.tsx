import "./field.css";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { SearchField as AriaSearchField, Input } from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";
import { useElementWidth } from "./useElementWidth.ts";

/** In CSS pixels: below, a sentence would be cut. */
const ROOM_FOR_WORDS = 270;

/** `placeholder`: what it looks at, in words that show where there is room for them. */
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
	const field = useRef<HTMLDivElement>(null);
	const width = useElementWidth(field);
	const roomy = width === null || width >= ROOM_FOR_WORDS;
	return (
		<AriaSearchField ref={field} className="px-field px-search" aria-label={label} value={value} onChange={onChange}>
			<div className="px-input">
				<IconSearch size={18} stroke={1.75} aria-hidden="true" />
				<Input placeholder={roomy ? placeholder : t("common.field.search")} />
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
