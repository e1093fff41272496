import { IconDevices } from "@tabler/icons-react";

/** A device of one's own that is not known yet. */
export function DeviceAvatar() {
	return (
		<span className="px-avatar" data-size="meeting" data-kind="unknown" aria-hidden="true">
			<IconDevices size={24} stroke={1.5} />
		</span>
	);
}
