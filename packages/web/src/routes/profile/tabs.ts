export { AuthenticationTab } from "./AuthenticationTab.tsx";
export { DetailsTab } from "./DetailsTab.tsx";
export { DevicesTab } from "./DevicesTab.tsx";
export { SettingsTab } from "./SettingsTab.tsx";
