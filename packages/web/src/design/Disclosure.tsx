import "./disclosure.css";
import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Disclosure as AriaDisclosure, Button, DisclosurePanel, Heading } from "react-aria-components/Disclosure";

/** A question whose answer unfolds below it. */
export function Disclosure({ title, children }: { readonly title: string; readonly children: ReactNode }) {
	return (
		<AriaDisclosure className="px-disclosure">
			<Heading level={2} className="px-disclosure-head">
				<Button slot="trigger" className="px-disclosure-trigger">
					<IconChevronRight size={16} stroke={2} aria-hidden="true" />
					{title}
				</Button>
			</Heading>
			<DisclosurePanel className="px-disclosure-panel">
				<div className="px-disclosure-content">{children}</div>
			</DisclosurePanel>
		</AriaDisclosure>
	);
}
