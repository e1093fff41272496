import "./pendingButton.css";
import { IconMailForward } from "@tabler/icons-react";
import { Button } from "./Button.tsx";

/** The only yellow of the application: somebody is waiting. In a narrow window the words become its name. */
export function PendingButton({
	text,
	count,
	onPress,
}: {
	readonly text: string;
	readonly count: number;
	readonly onPress?: () => void;
}) {
	return (
		<Button
			variant="yellow"
			size="small"
			icon={<IconMailForward size={18} stroke={1.75} aria-hidden="true" />}
			onPress={onPress}
		>
			<span className="px-pending-text">{text}</span>
			<span className="px-pending-count">{count > 99 ? "99+" : count}</span>
		</Button>
	);
}
