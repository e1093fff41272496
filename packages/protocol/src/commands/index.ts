/** Every command of API v5, by family; and the types that only commands carry. */

export { OrganizationSelfListActiveUser, OrganizationSelfListRevokedUser } from "./account/account.ts";
export { AuthMethod, VaultItemRecoveryAuthMethod } from "./account/authMethod.ts";
export { accountCommands } from "./account/index.ts";
export { VaultItemFingerprint, VaultItemRecoveryVault } from "./account/vault.ts";
export { AsyncEnrollmentInfo } from "./anonymous/enrollment.ts";
export { anonymousCommands } from "./anonymous/index.ts";
export { AccountCreateStep } from "./anonymousServer/account.ts";
export {
	AccountConfig,
	CryptPadConfig,
	OpenBaoAuthConfig,
	OpenBaoConfig,
	OpenBaoSecretConfig,
	OrganizationBootstrapConfig,
} from "./anonymousServer/config.ts";
export { anonymousServerCommands } from "./anonymousServer/index.ts";
export { AsyncEnrollment } from "./authenticated/enrollment.ts";
export { ServerEvent } from "./authenticated/events.ts";
export { authenticatedCommands } from "./authenticated/index.ts";
export { InviteListItem } from "./authenticated/invitation.ts";
export { VlobItem } from "./authenticated/vlob.ts";
export * from "./command.ts";
export { invitedCommands } from "./invited/index.ts";
export { InviteInfo, ShamirRecoveryRecipient, UserGreetingAdministrator } from "./invited/invitation.ts";
export { AcceptPayloadSignature, SubmitPayloadSignature } from "./shared/enrollment.ts";
export { CLAIMER_STEPS, ClaimerStep, GREETER_STEPS, GreeterStep } from "./shared/greeting.ts";
export { InvitationCreatedBy } from "./shared/invitation.ts";
export { tosCommands } from "./tos/index.ts";
