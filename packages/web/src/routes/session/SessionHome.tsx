import { Navigate } from "@tanstack/react-router";
import { useSession } from "../../core/session.tsx";

/** Where a session begins: the organization, or for who may not see it, oneself. */
export function SessionHome() {
	const { deviceId, profile } = useSession().snapshot;
	const to = profile === "OUTSIDER" ? "/org/$device/profile/details" : "/org/$device/users";
	return <Navigate to={to} params={{ device: deviceId }} replace />;
}
