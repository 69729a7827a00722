/**
 * Resource provider of each module of azure-native: the namespace in its resources' ids. A module is not always called as its
 * provider: `redisenterprise` is Microsoft.Cache, `privatedns` is Microsoft.Network. Tokens of azure-native 2 and older (`insights`, `cache`, `documentdb`,
 * `devices`) stand beside those of 3, which renamed them. Sources:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers, and the folders `resource-manager/<namespace>`
 * of https://github.com/Azure/azure-rest-api-specs.
 */
const namespaceOfModule: Readonly<Record<string, string>> = {
  aad: "Microsoft.AAD",
  alertsmanagement: "Microsoft.AlertsManagement",
  apimanagement: "Microsoft.ApiManagement",
  app: "Microsoft.App",
  appconfiguration: "Microsoft.AppConfiguration",
  applicationinsights: "Microsoft.Insights",
  appplatform: "Microsoft.AppPlatform",
  attestation: "Microsoft.Attestation",
  authorization: "Microsoft.Authorization",
  automation: "Microsoft.Automation",
  batch: "Microsoft.Batch",
  botservice: "Microsoft.BotService",
  cache: "Microsoft.Cache",
  cdn: "Microsoft.Cdn",
  chaos: "Microsoft.Chaos",
  cognitiveservices: "Microsoft.CognitiveServices",
  communication: "Microsoft.Communication",
  compute: "Microsoft.Compute",
  confidentialledger: "Microsoft.ConfidentialLedger",
  consumption: "Microsoft.Consumption",
  containerinstance: "Microsoft.ContainerInstance",
  containerregistry: "Microsoft.ContainerRegistry",
  containerservice: "Microsoft.ContainerService",
  cosmosdb: "Microsoft.DocumentDB",
  costmanagement: "Microsoft.CostManagement",
  customproviders: "Microsoft.CustomProviders",
  dashboard: "Microsoft.Dashboard",
  databricks: "Microsoft.Databricks",
  datafactory: "Microsoft.DataFactory",
  datamigration: "Microsoft.DataMigration",
  dataprotection: "Microsoft.DataProtection",
  datashare: "Microsoft.DataShare",
  dbformariadb: "Microsoft.DBforMariaDB",
  dbformysql: "Microsoft.DBforMySQL",
  dbforpostgresql: "Microsoft.DBforPostgreSQL",
  desktopvirtualization: "Microsoft.DesktopVirtualization",
  devcenter: "Microsoft.DevCenter",
  deviceprovisioningservices: "Microsoft.Devices",
  devices: "Microsoft.Devices",
  devtestlab: "Microsoft.DevTestLab",
  digitaltwins: "Microsoft.DigitalTwins",
  dns: "Microsoft.Network",
  dnsresolver: "Microsoft.Network",
  documentdb: "Microsoft.DocumentDB",
  elasticsan: "Microsoft.ElasticSan",
  eventgrid: "Microsoft.EventGrid",
  eventhub: "Microsoft.EventHub",
  extendedlocation: "Microsoft.ExtendedLocation",
  features: "Microsoft.Features",
  frontdoor: "Microsoft.Network",
  guestconfiguration: "Microsoft.GuestConfiguration",
  hdinsight: "Microsoft.HDInsight",
  healthcareapis: "Microsoft.HealthcareApis",
  hybridcompute: "Microsoft.HybridCompute",
  insights: "Microsoft.Insights",
  iotcentral: "Microsoft.IoTCentral",
  iothub: "Microsoft.Devices",
  keyvault: "Microsoft.KeyVault",
  kubernetes: "Microsoft.Kubernetes",
  kubernetesconfiguration: "Microsoft.KubernetesConfiguration",
  kusto: "Microsoft.Kusto",
  loadtestservice: "Microsoft.LoadTestService",
  logic: "Microsoft.Logic",
  machinelearningservices: "Microsoft.MachineLearningServices",
  maintenance: "Microsoft.Maintenance",
  managedidentity: "Microsoft.ManagedIdentity",
  managedservices: "Microsoft.ManagedServices",
  management: "Microsoft.Management",
  maps: "Microsoft.Maps",
  mongocluster: "Microsoft.DocumentDB",
  netapp: "Microsoft.NetApp",
  network: "Microsoft.Network",
  notificationhubs: "Microsoft.NotificationHubs",
  operationalinsights: "Microsoft.OperationalInsights",
  operationsmanagement: "Microsoft.OperationsManagement",
  policyinsights: "Microsoft.PolicyInsights",
  portal: "Microsoft.Portal",
  powerbidedicated: "Microsoft.PowerBIDedicated",
  privatedns: "Microsoft.Network",
  purview: "Microsoft.Purview",
  quota: "Microsoft.Quota",
  recoveryservices: "Microsoft.RecoveryServices",
  redhatopenshift: "Microsoft.RedHatOpenShift",
  redis: "Microsoft.Cache",
  redisenterprise: "Microsoft.Cache",
  relay: "Microsoft.Relay",
  resourcegraph: "Microsoft.ResourceGraph",
  resources: "Microsoft.Resources",
  search: "Microsoft.Search",
  security: "Microsoft.Security",
  securityinsights: "Microsoft.SecurityInsights",
  servicebus: "Microsoft.ServiceBus",
  servicefabric: "Microsoft.ServiceFabric",
  servicelinker: "Microsoft.ServiceLinker",
  servicenetworking: "Microsoft.ServiceNetworking",
  signalrservice: "Microsoft.SignalRService",
  solutions: "Microsoft.Solutions",
  sql: "Microsoft.Sql",
  sqlvirtualmachine: "Microsoft.SqlVirtualMachine",
  standbypool: "Microsoft.StandbyPool",
  storage: "Microsoft.Storage",
  storagecache: "Microsoft.StorageCache",
  storagesync: "Microsoft.StorageSync",
  streamanalytics: "Microsoft.StreamAnalytics",
  subscription: "Microsoft.Subscription",
  synapse: "Microsoft.Synapse",
  trafficmanager: "Microsoft.Network",
  virtualmachineimages: "Microsoft.VirtualMachineImages",
  web: "Microsoft.Web",
  webpubsub: "Microsoft.SignalRService",
};

/** `monitor` is the one module whose types belong to several providers. A type of it that is missing here is unknown. */
const namespaceOfMonitorType: Readonly<Record<string, string>> = {
  ActionGroup: "Microsoft.Insights",
  ActivityLogAlert: "Microsoft.Insights",
  AutoscaleSetting: "Microsoft.Insights",
  AzureMonitorWorkspace: "Microsoft.Monitor",
  DataCollectionEndpoint: "Microsoft.Insights",
  DataCollectionRule: "Microsoft.Insights",
  DataCollectionRuleAssociation: "Microsoft.Insights",
  DiagnosticSetting: "Microsoft.Insights",
  ManagementGroupDiagnosticSetting: "Microsoft.Insights",
  MetricAlert: "Microsoft.Insights",
  PipelineGroup: "Microsoft.Monitor",
  PrivateEndpointConnection: "Microsoft.Insights",
  PrivateLinkScope: "Microsoft.Insights",
  PrivateLinkScopedResource: "Microsoft.Insights",
  ScheduledQueryRule: "Microsoft.Insights",
  SubscriptionDiagnosticSetting: "Microsoft.Insights",
  TenantActionGroup: "Microsoft.Insights",
};

/**
 * `azure-native:containerservice:AgentPool`, with an API version (`azure-native:containerservice/v20250901:AgentPool`), with a file
 * (`azure-native:containerservice/agentPool:AgentPool`), or of an SDK that was generated for a version
 * (`azure-native_containerservice_v20250901:containerservice:AgentPool`).
 */
const tokenForm = /^azure-native(?:_\w+)?:(\w+)(?:\/\w+)?:(\w+)$/;

/** Whether a type is one of azure-native's, in any form of its token. */
export const isAzureNative = (type: string): boolean => tokenForm.test(type);

/** The resource provider of an azure-native type, for example `Microsoft.Cache`; `undefined` for a type that is not known here. */
export function namespaceOfType(type: string): string | undefined {
  const [, module, name] = tokenForm.exec(type) ?? [];
  if (module === undefined || name === undefined) return undefined;
  if (module === "monitor") return own(namespaceOfMonitorType, name);
  return own(namespaceOfModule, module);
}

const own = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** The resource provider that an ARM id ends in: an extension resource belongs to the last one that it names. */
export function namespaceOfId(id: string): string | undefined {
  const named = [...id.matchAll(/\/providers\/([^/]+)/g)].at(-1)?.[1];
  return named ?? (/\/resourceGroups\/[^/]+$/i.test(id) ? "Microsoft.Resources" : undefined);
}
