import "./field.css";
import { IconSearch, IconX } from "@tabler/icons-react";
import { SearchField as AriaSearchField, Input } from "react-aria-components";
import { useT } from "../i18n/i18n.ts";
import { IconButton } from "./Button.tsx";
import { NARROW, useMediaQuery } from "./useMediaQuery.ts";

/** `placeholder`: what it looks at, in words that are read whole where there is room for them. */
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
	const narrow = useMediaQuery(NARROW);
	return (
		<AriaSearchField className="px-field px-search" aria-label={label} value={value} onChange={onChange}>
			<div className="px-input">
				<IconSearch size={18} stroke={1.75} aria-hidden="true" />
				<Input placeholder={narrow ? t("common.field.search") : placeholder} />
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
