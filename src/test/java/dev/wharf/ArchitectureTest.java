package dev.wharf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

/** The house's rules: who may know whom, and where each library lives. */
@AnalyzeClasses(packages = "dev.wharf", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.wharf.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ftpKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage("dev.wharf.ftp..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.wharf.cloudhash..", "dev.wharf.admin..", "dev.wharf.app..", "dev.wharf.config..");

    @ArchTest
    static final ArchRule cloudHashKnowsNoOtherService = noClasses()
            .that()
            .resideInAPackage("dev.wharf.cloudhash..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.wharf.ftp..", "dev.wharf.admin..", "dev.wharf.app..", "dev.wharf.config..");

    @ArchTest
    static final ArchRule adminKnowsNoService = noClasses()
            .that()
            .resideInAPackage("dev.wharf.admin..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.wharf.ftp..", "dev.wharf.cloudhash..", "dev.wharf.app..", "dev.wharf.config..");

    @ArchTest
    static final ArchRule theNetworkKnowsNoService = noClasses()
            .that()
            .resideInAPackage("dev.wharf.net..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.wharf.ftp..",
                    "dev.wharf.cloudhash..",
                    "dev.wharf.admin..",
                    "dev.wharf.app..",
                    "dev.wharf.config..",
                    "dev.wharf.auth..");

    @ArchTest
    static final ArchRule commonKnowsNobody = classes()
            .that()
            .resideInAPackage("dev.wharf.common..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.wharf.common..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule partsOfFtpDoNotKnowTheWhole = noClasses()
            .that()
            .resideInAPackage("dev.wharf.ftp.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.wharf.ftp");

    @ArchTest
    static final ArchRule partsOfCloudHashDoNotKnowTheWhole = noClasses()
            .that()
            .resideInAPackage("dev.wharf.cloudhash.(*)..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.wharf.cloudhash");

    @ArchTest
    static final ArchRule sessionsDoNotKnowCommands = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.wharf.ftp.session..",
                    "dev.wharf.ftp.data..",
                    "dev.wharf.ftp.protocol..",
                    "dev.wharf.ftp.listing..",
                    "dev.wharf.ftp.filetree..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.wharf.ftp.command..");

    @ArchTest
    static final ArchRule onlyTheFileTreeOpensFiles = noClasses()
            .that()
            .resideInAPackage("dev.wharf.ftp..")
            .and()
            .resideOutsideOfPackage("dev.wharf.ftp.filetree.local..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.nio.file.Files.class, java.io.File.class, java.nio.file.FileSystem.class);

    @ArchTest
    static final ArchRule picocliLivesInApp = livesIn("picocli..", "dev.wharf.app..");

    @ArchTest
    static final ArchRule logbackLivesInApp = livesIn("ch.qos.logback..", "dev.wharf.app..");

    @ArchTest
    static final ArchRule typesafeConfigLivesInConfig = livesIn("com.typesafe.config..", "dev.wharf.config..");

    @ArchTest
    static final ArchRule rocksLivesInTheDurableStore = livesIn("org.rocksdb..", "dev.wharf.cloudhash.store.durable..");

    @ArchTest
    static final ArchRule bouncyCastleLivesInTlsAndAuth =
            livesIn("org.bouncycastle..", "dev.wharf.net.tls..", "dev.wharf.auth..");

    @ArchTest
    static final ArchRule httpLivesInAdmin = livesIn("io.netty.handler.codec.http..", "dev.wharf.admin..");

    @ArchTest
    static final ArchRule transportsLiveInNet = livesIn("io.netty.channel.(epoll|uring|nio)..", "dev.wharf.net..");

    @ArchTest
    static final ArchRule everyPackageSaysWhatItIsAndHasNoNulls =
            classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);

    private static ArchRule livesIn(String library, String... homes) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
