export { InvalidCertificate, type InvalidCertificateReason, type RefusedCertificate } from "./invalid.ts";
export type { NewCertificates } from "./news.ts";
export * from "./queries.ts";
export { CertificateStore, type Requirements } from "./store.ts";
export {
	CertificateView,
	profileAt,
	type RealmRecord,
	revokedAt,
	rolesAt,
	type SequesterRecord,
	type UserRecord,
} from "./view.ts";
