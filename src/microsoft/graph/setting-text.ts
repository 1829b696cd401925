/**
 * What a compliance setting demands, in words. Intune's `settingName` is always null, so the wire name of the setting,
 * `class.property`, is all there is; most properties are shared by several platforms.
 */
const texts: ReadonlyMap<string, string> = new Map([
  ["passwordrequired", "A password is required"],
  ["passcoderequired", "A passcode is required"],
  ["passwordblocksimple", "Simple passwords are not allowed"],
  ["passcodeblocksimple", "Simple passcodes are not allowed"],
  ["passwordminimumlength", "The password must be longer"],
  ["passcodeminimumlength", "The passcode must be longer"],
  ["passwordminimumcharactersetcount", "The password must use more kinds of characters"],
  ["passwordrequiredtype", "The password must be of a stronger kind"],
  ["passcoderequiredtype", "The passcode must be of a stronger kind"],
  ["passwordexpirationdays", "The password is too old"],
  ["passcodeexpirationdays", "The passcode is too old"],
  ["passwordpreviouspasswordblockcount", "The password has been used before"],
  ["passcodepreviouspasscodeblockcount", "The passcode has been used before"],
  ["passwordminutesofinactivitybeforelock", "The screen must lock sooner"],
  ["passcodeminutesofinactivitybeforelock", "The screen must lock sooner"],
  ["passwordrequiredtounlockfromidle", "A password is required to unlock the screen"],
  ["osminimumversion", "The operating system is too old"],
  ["osmaximumversion", "The operating system is newer than allowed"],
  ["osminimumbuildversion", "The operating system's build is too old"],
  ["osmaximumbuildversion", "The operating system's build is newer than allowed"],
  ["mobileosminimumversion", "The operating system is too old"],
  ["mobileosmaximumversion", "The operating system is newer than allowed"],
  ["validoperatingsystembuildranges", "The operating system's build is not among those allowed"],
  ["minandroidsecuritypatchlevel", "The security patch level is too old"],
  ["bitlockerenabled", "BitLocker must protect the drive"],
  ["storagerequireencryption", "The storage must be encrypted"],
  ["securebootenabled", "Secure Boot must be on"],
  ["codeintegrityenabled", "Code integrity must be on"],
  ["tpmrequired", "A TPM is required"],
  ["earlylaunchantimalwaredriverenabled", "The antimalware driver must start early"],
  ["activefirewallrequired", "The firewall must be on"],
  ["firewallenabled", "The firewall must be on"],
  ["firewallblockallincoming", "The firewall must block incoming connections"],
  ["firewallenablestealthmode", "The firewall's stealth mode must be on"],
  ["antivirusrequired", "An antivirus program must be on"],
  ["antispywarerequired", "An antispyware program must be on"],
  ["defenderenabled", "Microsoft Defender must be on"],
  ["defenderversion", "Microsoft Defender is too old"],
  ["signatureoutofdate", "Microsoft Defender's signatures must be up to date"],
  ["rtpenabled", "Microsoft Defender's real-time protection must be on"],
  ["devicethreatprotectionenabled", "Threat protection must be on"],
  ["devicethreatprotectionrequiredsecuritylevel", "The device's threat level is too high"],
  ["advancedthreatprotectionrequiredsecuritylevel", "The device's threat level is too high"],
  ["requirehealthydevicereport", "The device's health report must be good"],
  ["systemintegrityprotectionenabled", "System Integrity Protection must be on"],
  ["gatekeeperallowedappsource", "Apps of this source are not allowed"],
  ["securityblockjailbrokendevices", "The device is jailbroken or rooted"],
  ["securitypreventinstallappsfromunknownsources", "Apps from unknown sources must not be allowed"],
  ["securitydisableusbdebugging", "USB debugging must be off"],
  ["securityrequireverifyapps", "App verification must be on"],
  ["securityrequiresafetynetattestationbasicintegrity", "The device fails the integrity check"],
  ["securityrequiresafetynetattestationcertifieddevice", "The device is not certified"],
  ["securityrequiregoogleplayservices", "Google Play services are required"],
  ["securityrequireuptodatesecurityproviders", "Security providers must be up to date"],
  ["securityrequirecompanyportalappintegrity", "The Company Portal app is not intact"],
  ["managedemailprofilerequired", "A managed e-mail profile is required"],
  ["restrictedapps", "A forbidden app is installed"],
  ["deviceactiverequirement", "The device has not checked in for too long"],
  ["requireuserexistence", "The device's user must exist"],
  ["requiredevicecompliancepolicyassigned", "No compliance policy is assigned to the device"],
]);

/** The words for a setting; for one that is not known, its own name taken apart. */
export function settingText(setting: string): string {
  const property = setting.slice(setting.lastIndexOf(".") + 1);
  return texts.get(property.toLowerCase()) ?? inWords(property);
}

/** `fooBarRequired` → `Foo bar required`. */
function inWords(property: string): string {
  const words = property
    .replaceAll(/([a-z\d])([A-Z])/g, "$1 $2")
    .replaceAll(/[_\s]+/g, " ")
    .trim()
    .toLowerCase();
  return words === "" ? "A setting without name" : words.charAt(0).toUpperCase() + words.slice(1);
}
