import type { anonymousServerCommands, OpenBaoConfig, ReplyOf } from "@parallax/protocol";
import type { OpenBaoServerConfig, ServerConfig } from "../config/config.ts";

type Advertised = ReplyOf<typeof anonymousServerCommands.commands.server_config>;

/** What clients are told of the configuration (commands-anonymous.md §3.2). */
export function advertise(config: ServerConfig): Advertised {
	const { cryptpadServerUrl } = config;
	return {
		status: "ok",
		account: config.account,
		organization_bootstrap: config.organization.spontaneousBootstrap ? "SPONTANEOUS" : "WITH_BOOTSTRAP_TOKEN",
		openbao: config.openbao ? openBao(config.openbao) : { type: "DISABLED" },
		cryptpad: cryptpadServerUrl === null ? { type: "DISABLED" } : { type: "ENABLED", server_url: cryptpadServerUrl },
		advisory_device_file_protection: config.advisoryDeviceFileProtection,
	};
}

function openBao({ serverUrl, secretMountPath, transitMountPath, auths }: OpenBaoServerConfig): OpenBaoConfig {
	return {
		type: "ENABLED",
		server_url: serverUrl,
		secret: { type: "KV2", mount_path: secretMountPath },
		transit_mount_path: transitMountPath,
		// By id: HEXAGONE is listed before PRO_CONNECT.
		auths: Object.entries(auths)
			.map(([id, mount_path]) => ({ id, mount_path }))
			.sort((a, b) => (a.id < b.id ? -1 : 1)),
	};
}
