import { useNavigate } from "@tanstack/react-router";
import { type ReactElement, useRef } from "react";
import type { Core, KnownDevice } from "../../core/api.ts";
import { core } from "../../core/core.ts";
import { toast } from "../../design/Toast.tsx";
import { useT } from "../../i18n/i18n.ts";

/** A device file takes a few kilobytes: what is much larger is something else, and is not read. */
const LARGEST_DEVICE_FILE = 1 << 20;

/** Brings in the encrypted file of a device. `picker` is to be drawn somewhere; it shows nothing. */
export function useDeviceImport(): { readonly choose: () => void; readonly picker: ReactElement } {
	const t = useT();
	const navigate = useNavigate();
	const input = useRef<HTMLInputElement>(null);

	async function read(file: File): Promise<void> {
		if (file.size > LARGEST_DEVICE_FILE) return toast("bad", t("home.imported.invalid"));
		const outcome = await bringIn(file).catch(() => ({ status: "storage-refused" }) as const);
		if (outcome.status === "elsewhere") return toast("bad", t("home.imported.elsewhere", { server: outcome.server }));
		if (outcome.status !== "ok") return toast("bad", t(`home.imported.${outcome.status}`));
		await navigate({ to: "/login/$device", params: { device: outcome.deviceId }, state: { imported: true } });
	}

	return {
		choose: () => input.current?.click(),
		picker: (
			<input
				ref={input}
				type="file"
				accept=".keys"
				hidden
				aria-label={t("home.list.import")}
				onChange={(event) => {
					const [file] = event.target.files ?? [];
					// The same file may be chosen twice.
					event.target.value = "";
					if (file) void read(file);
				}}
			/>
		),
	};
}

async function bringIn(file: File): ReturnType<Core["importDevice"]> {
	return (await core()).importDevice(new Uint8Array(await file.arrayBuffer()));
}

/** Saves the encrypted file of a device, as a download. */
export function useDeviceExport(): (device: KnownDevice) => Promise<void> {
	const t = useT();
	return async ({ deviceId }) => {
		try {
			const file = await (await core()).exportDevice(deviceId);
			if (!file) return toast("bad", t("home.exported.gone"));
			download(file.fileName, file.bytes);
			toast("ok", t("home.exported.done"));
		} catch {
			toast("bad", t("common.failure.text"));
		}
	};
}

function download(name: string, bytes: Uint8Array): void {
	const url = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }));
	const anchor = document.createElement("a");
	anchor.href = url;
	anchor.download = name;
	anchor.click();
	// Chromium reads the address after the click has returned.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
