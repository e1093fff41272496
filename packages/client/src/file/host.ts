import type { DateTime, DeviceID, SecretKey } from "@parallax/protocol";

/** What the files of a workspace need of their session. */
export interface FileHost {
	readonly device: DeviceID;
	/** Encrypts what stays on this device. */
	readonly localKey: SecretKey;
	now(): DateTime;
	/** Whether this user may write in the workspace now, as far as is known here. */
	writable(): boolean;
	/** Makes the workspace on the server when it is not there whole. @throws FileFailure, ConnectionError, InvalidCertificate */
	bootstrap(): Promise<void>;
}
