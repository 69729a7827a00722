/** A condition on an entry of the activity log. */
interface Condition {
  field?: string;
  equals?: string;
  anyOf?: { field: string; equals: string }[];
}

/** An alert on the activity log, in which Azure tells about itself. */
export interface ServiceAlert {
  /** Name, and part of the resource's name. */
  name: string;
  /** What happened and what to do, as the mail says it. */
  description: string;
  scope: "subscription" | "resourceGroup";
  /** All must hold. */
  allOf: Condition[];
}

const anyOf = (field: string, ...values: string[]): Condition => ({
  anyOf: values.map((equals) => ({ field, equals })),
});

/** What Azure says about itself and somebody should read. https://learn.microsoft.com/azure/service-health */
export const serviceAlerts: readonly ServiceAlert[] = [
  {
    // An outage of the region looks from inside like a fault of ours; this mail saves the search for it. Service health
    // knows no resource group.
    name: "azure-service-health",
    description: "Azure reports an outage, planned maintenance or a security notice for this subscription.",
    scope: "subscription",
    allOf: [
      { field: "category", equals: "ServiceHealth" },
      anyOf("properties.incidentType", "Incident", "Maintenance", "Security", "ActionRequired"),
    ],
  },
  {
    // `Unknown` is left out: a resource that is being made or restarted says so for minutes. So is what a user caused.
    name: "azure-resource-health",
    description:
      "Azure reports that a resource of the platform is unavailable or degraded, not by anybody's own doing.",
    scope: "resourceGroup",
    allOf: [
      { field: "category", equals: "ResourceHealth" },
      { field: "status", equals: "Active" },
      anyOf("properties.currentHealthStatus", "Unavailable", "Degraded"),
      { field: "properties.cause", equals: "PlatformInitiated" },
    ],
  },
];
