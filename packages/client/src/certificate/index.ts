export { InvalidCertificate, type InvalidCertificateReason } from "./invalid.ts";
export * from "./queries.ts";
export { CertificateStore, type NewCertificates, type Requirements } from "./store.ts";
export {
	CertificateView,
	profileAt,
	type RealmRecord,
	revokedAt,
	rolesAt,
	type SequesterRecord,
	type UserRecord,
} from "./view.ts";
