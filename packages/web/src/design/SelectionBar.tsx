import "./selectionBar.css";
import { IconX } from "@tabler/icons-react";
import type { ReactElement } from "react";
import { Toolbar } from "react-aria-components";
import { Button, IconButton } from "./Button.tsx";
import { NARROW, useMediaQuery } from "./useMediaQuery.ts";

export interface SelectionAction {
	readonly id: string;
	readonly label: string;
	/** Below its icon, in a narrow window. */
	readonly shortLabel: string;
	readonly icon: ReactElement;
	readonly tone?: "danger";
	readonly disabledReason?: string | undefined;
	readonly run: () => void;
}

interface SelectionBarProps {
	readonly texts: {
		readonly label: string;
		readonly count: string;
		readonly all: string;
		readonly allShort: string;
		readonly none: string;
		readonly clear: string;
		readonly cancel: string;
	};
	/** Danger goes last. */
	readonly actions: readonly SelectionAction[];
	readonly onAll: () => void;
	readonly onNone: () => void;
	/** Ends selecting. */
	readonly onCancel: () => void;
}

/**
 * What can be done with the selected rows, in the place of the action bar; in a narrow window, in the place of the top bar
 * and of the bottom bar.
 */
export function SelectionBar({ texts, actions, onAll, onNone, onCancel }: SelectionBarProps) {
	const narrow = useMediaQuery(NARROW);
	if (narrow)
		return (
			<>
				<Toolbar className="px-selection-head" aria-label={texts.label}>
					<IconButton label={texts.cancel} icon={<IconX size={20} stroke={1.6} />} onPress={onCancel} />
					<b className="px-grow px-ellipsis px-numeric" role="status">
						{texts.count}
					</b>
					<Button variant="ghost" onPress={onAll}>
						{texts.allShort}
					</Button>
					<Button variant="ghost" onPress={onNone}>
						{texts.none}
					</Button>
				</Toolbar>
				<Toolbar className="px-selection-foot" aria-label={texts.label}>
					{actions.map((action) => (
						<Button
							key={action.id}
							variant="ghost"
							{...(action.tone ? { tone: action.tone } : {})}
							icon={action.icon}
							disabledReason={action.disabledReason}
							onPress={action.run}
						>
							{action.shortLabel}
						</Button>
					))}
				</Toolbar>
			</>
		);
	return (
		<Toolbar className="px-selection-bar" aria-label={texts.label}>
			<b className="px-numeric" role="status">
				{texts.count}
			</b>
			{actions.map((action) => (
				<span key={action.id} className="px-selection-action" data-tone={action.tone}>
					<Button
						variant="ghost"
						size="small"
						{...(action.tone ? { tone: action.tone } : {})}
						icon={action.icon}
						disabledReason={action.disabledReason}
						onPress={action.run}
					>
						{action.label}
					</Button>
				</span>
			))}
			<span className="px-grow" />
			<Button variant="ghost" size="small" onPress={onAll}>
				{texts.all}
			</Button>
			<IconButton size="small" label={texts.clear} icon={<IconX size={18} stroke={1.75} />} onPress={onCancel} />
		</Toolbar>
	);
}
